/** How a level looks: a shape of its own beside its colour; its word is the service's. */

import type { Status } from '../records/record-calls.ts';

type LevelId = Status['level']['id'];

export const LEVEL_SHAPES: Readonly<Record<LevelId, string>> = { excellent: '★', good: '✓', fair: '◐', attention: '▲' };
