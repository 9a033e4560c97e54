import { describe, expect, it } from 'vitest';

import { pageSize, pageToken, readPageToken } from './paging.ts';

describe('a page', () => {
  it('has 20 entries unless asked, and at most 100', () => {
    expect([0, 1, 100, 101].map(pageSize)).toEqual([20, 1, 100, 100]);
    expect(() => pageSize(-1)).toThrow('A page size is');
  });

  it('begins after the position of its token', () => {
    expect(readPageToken(pageToken(9310301))).toBe(9310301);
    expect(readPageToken('')).toBe(0);
  });

  it.each(['x', '20', pageToken(5).slice(1), `${pageToken(5)}=`, Buffer.from('after.-1').toString('base64url')])(
    'has no token %j that nobody gave out',
    (token) => {
      expect(() => readPageToken(token)).toThrow('A page token is');
    },
  );
});
