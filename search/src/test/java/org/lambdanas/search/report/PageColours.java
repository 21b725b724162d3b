package org.lambdanas.search.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The colours that pages have on one kind of screen, by their custom properties. */
record PageColours(Map<String, String> properties) {

  static final PageColours LIGHT = of(false);
  static final PageColours DARK = of(true);

  private static PageColours of(boolean dark) {
    String css = PageStyle.CSS;
    int middle = css.indexOf("@media screen and (prefers-color-scheme:dark)");
    String own = dark ? css.substring(middle, css.indexOf("}}", middle)) : css.substring(0, middle);
    Map<String, String> properties = new LinkedHashMap<>();
    Matcher matcher = Pattern.compile("(--[a-z0-9-]+):(#[0-9a-f]{3,6});").matcher(own);
    while (matcher.find()) {
      properties.put(matcher.group(1), matcher.group(2));
    }
    return new PageColours(properties);
  }

  /** The contrast of two of them, from 1 to 21 (WCAG 2.2, contrast ratio). */
  double contrast(String text, String paper) {
    return contrast(rgb(text), rgb(paper));
  }

  /** The same where the paper is covered by a colour of some opacity. */
  double contrast(String text, String cover, double opacity, String paper) {
    double[] over = rgb(cover);
    double[] under = rgb(paper);
    double[] mixed = new double[3];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = opacity * over[i] + (1 - opacity) * under[i];
    }
    return contrast(rgb(text), mixed);
  }

  private static double contrast(double[] one, double[] other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private double[] rgb(String property) {
    String hex = Objects.requireNonNull(properties.get(property), property).substring(1);
    String full = hex.length() == 3 ? hex.replaceAll("(.)", "$1$1") : hex;
    double[] rgb = new double[3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Integer.parseInt(full.substring(2 * i, 2 * i + 2), 16) / 255.0;
    }
    return rgb;
  }

  private static double luminance(double[] rgb) {
    double[] linear = new double[3];
    for (int i = 0; i < linear.length; i++) {
      linear[i] = rgb[i] <= 0.04045 ? rgb[i] / 12.92 : Math.pow((rgb[i] + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }
}
