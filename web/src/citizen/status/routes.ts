import type { RouteRecordRaw } from 'vue-router';

export const statusRoutes: RouteRecordRaw[] = [];
