import type { RouteRecordRaw } from 'vue-router';

export const codeRoutes: RouteRecordRaw[] = [];
