import { expect, test } from 'vitest';
import { layOut, metresBetween, type Station } from '../../../src/citizen/cards/nearby.ts';

const here = { lat: 24.48, lon: 118.09 };
const at = (id: string, lat: number, lon: number): Station => ({ id, lat, lon }) as Station;

test('a hundredth of a degree north is about 1,112 metres, whatever the side it is asked from', () => {
  const there = { lat: 24.49, lon: 118.09 };
  expect(metresBetween(here, there)).toBeCloseTo(1111.95, 1);
  expect(metresBetween(there, here)).toBe(metresBetween(here, there));
});

test('the nearest comes first, north is up, east is right, and everything is on the map', () => {
  const { near } = layOut([at('far', 24.5, 118.09), at('east', 24.48, 118.1)], here);
  expect(near.map(({ station }) => station.id)).toEqual(['east', 'far']);
  expect(near[1]).toMatchObject({ x: 50, y: 8 });
  expect(near[0]!.x).toBeGreaterThan(60);
  expect(near[0]!.y).toBeCloseTo(50);
});

test('a station right here is in the middle', () => {
  expect(layOut([at('here', here.lat, here.lon)], here).near[0]).toMatchObject({ metres: 0, x: 50, y: 50 });
});
