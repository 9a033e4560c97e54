export { ConfigError, loadConfig } from './config.ts';
export { type BackendName, type ServiceName, SERVICES } from './services.ts';
export {
  choiceSetting,
  type Config,
  durationSetting,
  endpointSetting,
  headerNamesSetting,
  hostSetting,
  instanceSetting,
  numberSetting,
  portSetting,
  type Setting,
  type Settings,
  switchSetting,
  textSetting,
  toMilliseconds,
  wordsSetting,
} from './setting.ts';
