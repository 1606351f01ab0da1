import type { RouteRecordRaw } from 'vue-router';

export const perksRoutes: RouteRecordRaw[] = [];
