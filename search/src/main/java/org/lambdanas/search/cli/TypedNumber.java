package org.lambdanas.search.cli;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lambdanas.graph.error.Excerpt;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the numbers of options. Where what was typed is a number in another writing, such as {@code
 * 20%}, {@code 0,05} or {@code 1e3}, the error says how it is written here.
 *
 * @param what kind of number, for the error
 * @param whole whether it has no fraction
 * @param reader throws {@link NumberFormatException} for what is none
 */
record TypedNumber<N extends Number>(String what, boolean whole, Function<String, N> reader)
    implements ITypeConverter<N> {

  /** Digits, a fraction after a point or comma, an exponent, a unit of thousands or percent. */
  private static final Pattern NUMBER =
      Pattern.compile("([-+]?\\d{1,18}(?:[.,]\\d{1,18})?(?:[eE][-+]?\\d)?)\\s?([kKMG%]?)");

  private static final Pattern THOUSANDS = Pattern.compile("[-+]?\\d{1,3}(?:[,_']\\d{3})+");

  /** Makes a command line, with all its verbs, read numbers this way. */
  static void on(CommandLine commandLine) {
    TypedNumber<Integer> integer = new TypedNumber<>("whole number", true, Integer::valueOf);
    commandLine.registerConverter(int.class, integer);
    commandLine.registerConverter(Integer.class, integer);
    TypedNumber<Long> large = new TypedNumber<>("whole number", true, Long::valueOf);
    commandLine.registerConverter(long.class, large);
    commandLine.registerConverter(Long.class, large);
    TypedNumber<Double> real = new TypedNumber<>("number", false, Double::valueOf);
    commandLine.registerConverter(double.class, real);
    commandLine.registerConverter(Double.class, real);
  }

  @Override
  public N convert(String text) {
    try {
      return reader.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'%s' is no %s%s"
              .formatted(
                  Excerpt.of(text),
                  what,
                  meant(text.strip()).map(number -> ": write " + number).orElse("")));
    }
  }

  /** The same number as this program reads it, if it is one of this kind. */
  private Optional<String> meant(String text) {
    BigDecimal value;
    if (whole && THOUSANDS.matcher(text).matches()) {
      value = new BigDecimal(text.replaceAll("[,_']", ""));
    } else {
      Matcher form = NUMBER.matcher(text);
      if (!form.matches()) {
        return Optional.empty();
      }
      value = new BigDecimal(form.group(1).replace(',', '.'));
      value =
          switch (form.group(2)) {
            case "k", "K" -> value.movePointRight(3);
            case "M" -> value.movePointRight(6);
            case "G" -> value.movePointRight(9);
            case "%" -> value.movePointLeft(2);
            default -> value;
          };
    }
    if (whole) {
      try {
        return Optional.of(reader.apply(value.toBigIntegerExact().toString()).toString());
      } catch (ArithmeticException | NumberFormatException e) {
        // It has a fraction, or is too large.
        return Optional.empty();
      }
    }
    return Optional.of(value.stripTrailingZeros().toPlainString());
  }
}
