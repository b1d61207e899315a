package dev.weft.dashboard;

/** How well two colours can be told apart (WCAG 2.2, contrast ratio). */
final class Contrast {
  private Contrast() {}

  /**
   * @return 1 (the same) to 21
   */
  static double between(int rgb, int other) {
    double a = luminance(rgb);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int channel) {
    double part = (channel & 0xff) / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }
}
