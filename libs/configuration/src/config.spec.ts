import { describe, expect, it } from 'vitest';

import { ConfigError, loadConfig } from './config.ts';
import { choiceSetting, durationSetting, numberSetting } from './setting.ts';

const settings = {
  COLOR: choiceSetting(['red', 'blue'], 'red', 'A color.'),
  DELAY: durationSetting('1s', 'A delay.', { max: '1m' }),
  SIZE: numberSetting(3, 1, 9, 'A size.'),
};

describe('a configuration', () => {
  it('has the fallback of each variable that is unset or blank', () => {
    expect(loadConfig(settings, { COLOR: '  ' })).toEqual({ COLOR: 'red', DELAY: 1000, SIZE: 3 });
  });

  it('has each value in its own type, without the white space around it', () => {
    const environment = { COLOR: 'Blue\n', DELAY: ' 800ms', SIZE: '9', OTHER: 'ignored' };
    expect(loadConfig(settings, environment)).toEqual({ COLOR: 'blue', DELAY: 800, SIZE: 9 });
  });

  it('is refused with one line for each bad variable, with its value and what is accepted', () => {
    expect(() => loadConfig(settings, { COLOR: 'green', DELAY: '2m', SIZE: '10' })).toThrow(
      new ConfigError(
        [
          'COLOR is "green", but must be one of red, blue',
          'DELAY is "2m", but must be a duration such as 800ms, 3s or 1m, from 0s to 1m',
          'SIZE is "10", but must be a whole number from 1 to 9',
        ].join('\n'),
      ),
    );
  });

  it('is refused without the value of a secret', () => {
    const secrets = { TOKEN: { ...choiceSetting(['a', 'b'], 'a', 'A token.'), isSecret: true } };
    expect(() => loadConfig(secrets, { TOKEN: 'hunter2' })).toThrow(
      new ConfigError('TOKEN is not shown, since it may have a password, but must be one of a, b'),
    );
  });
});
