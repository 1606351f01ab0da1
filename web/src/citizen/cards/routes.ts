import type { RouteRecordRaw } from 'vue-router';

export const cardsRoutes: RouteRecordRaw[] = [];
