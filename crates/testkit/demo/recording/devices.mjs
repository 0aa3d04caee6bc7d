// What the recorded people sit in front of.
const CHROME = 'Chrome/145.0.0.0';

export const DESKTOP = {
  deviceType: 'desktop', browser: 'Chrome 145', os: 'Windows 11', viewport: { width: 1440, height: 900 },
  userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ${CHROME} Safari/537.36`,
};
export const LAPTOP = {
  deviceType: 'desktop', browser: 'Chrome 145', os: 'Linux', viewport: { width: 1280, height: 760 },
  userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ${CHROME} Safari/537.36`,
};
export const PHONE = {
  deviceType: 'mobile', browser: 'Chrome Mobile 145', os: 'Android 15', viewport: { width: 390, height: 800 }, scale: 2, touch: true,
  userAgent: `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ${CHROME} Mobile Safari/537.36`,
};
export const TABLET = {
  deviceType: 'tablet', browser: 'Chrome 145', os: 'Android 15', viewport: { width: 820, height: 1100 }, scale: 2, touch: true,
  userAgent: `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) ${CHROME} Safari/537.36`,
};
