import { Controller, Get, Header } from '@nestjs/common';

/** /health, which the article's ingress and its readers know. It says that the gateway runs, and nothing more. */
@Controller('health')
export class HealthController {
  @Get()
  @Header('cache-control', 'no-store')
  health(): string {
    return 'OK';
  }
}
