import type { RouteRecordRaw } from 'vue-router';

export const recordsRoutes: RouteRecordRaw[] = [];
