import type { RouteRecordRaw } from 'vue-router';

export const helpRoutes: RouteRecordRaw[] = [];
