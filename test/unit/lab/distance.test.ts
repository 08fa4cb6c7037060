import { Distance } from '../../../lab/distance.ts';

test('every packet is half a round trip under way, and exactly the given share waits for being sent again', () => {
  const distance = new Distance({ roundTripMilliseconds: 200, onePacketLostIn: 4, retransmissionMilliseconds: 400 });
  expect(Array.from({ length: 8 }, () => distance.next())).toEqual([100, 100, 100, 500, 100, 100, 100, 500]);
});

test('an answer costs both ways', async () => {
  const distance = new Distance({ roundTripMilliseconds: 40, onePacketLostIn: 100, retransmissionMilliseconds: 0 });
  const askedAt = performance.now();
  expect(await distance.ask(async () => 'there')).toBe('there');
  expect(performance.now() - askedAt).toBeGreaterThanOrEqual(38);
});
