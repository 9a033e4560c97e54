import { Controller, Get, Header } from '@nestjs/common';

/** /health, the probe of the article's ingress. It responds OK while the gateway runs, ready or not. */
@Controller('health')
export class HealthController {
  @Get()
  @Header('cache-control', 'no-store')
  health(): string {
    return 'OK';
  }
}
