/** Cases and records of nobody, for the tests of the desk. */

import type { Deadline, DeskRecord, PossibleStep, Waiting } from '../../src/officer/shapes.ts';

export const RECORD: DeskRecord = {
  id: 'record-1',
  item: { id: 'mkt.penalty.ordinary', name: '一般行政处罚' },
  department: { code: 'mkt', name: '市场监督管理局' },
  document_number: '厦市监罚〔2026〕1号',
  title: '行政处罚决定书',
  decided_on: '2026-10-01',
  valid_until: null,
  duty_fulfilled_on: null,
  corrected_on: null,
  taken_off_on: null,
  state: 'disputed',
  legal_basis: null,
  details: [
    { field: 'subject_name', zh: '姓名', value: '张*' },
    { field: 'fine_fen', zh: '罚款金额', value: 100000 },
  ],
};

export function deadlineOn(due_on: string, working_days_left = 2, is_late = false): Deadline {
  return { step: 'dispute_decide', name: '作出决定', due_on, is_late, working_days_left, source: '浙江的规定', reason: null };
}

export function waiting(number: string, wishes: Partial<Waiting> = {}): Waiting {
  return {
    version: 1,
    number,
    kind: 'dispute',
    state: 'filed',
    state_text: '',
    item: RECORD.item,
    department: RECORD.department,
    reason: 'not_mine',
    opened_at: '2026-11-20T09:00:00+08:00',
    deadline: deadlineOn('2026-12-01'),
    is_serious: false,
    is_escalated: false,
    assigned_to: null,
    ...wishes,
  };
}

export function stepThat(wishes: Partial<PossibleStep>): PossibleStep {
  return { event: 'reject', name: '异议不成立', needs_reason: false, takes_corrections: false, templates: [], ...wishes };
}
