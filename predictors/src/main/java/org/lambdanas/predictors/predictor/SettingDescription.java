package org.lambdanas.predictors.predictor;

import java.util.Optional;

/**
 * One setting that a predictor declares.
 *
 * @param name as in {@code PredictorSpec.settings}
 * @param defaultValue its value where none is given
 * @param published its value in the predictor's publication
 * @param least smallest value accepted
 * @param most largest value accepted
 * @param integer whether only whole numbers are accepted
 * @param search the range that hyper-parameter optimisation draws from; empty: it stays as given
 * @param meaning one line for people, with the unit
 */
public record SettingDescription(
    String name,
    double defaultValue,
    double published,
    double least,
    double most,
    boolean integer,
    Optional<SearchRange> search,
    String meaning) {

  /** Checks that the default and the published value are among those accepted. */
  public SettingDescription {
    for (double value : new double[] {defaultValue, published}) {
      if (!(value >= least && value <= most)) {
        throw new IllegalArgumentException(
            name + " is " + value + " unless given: not in " + least + " to " + most);
      }
    }
  }

  /**
   * What hyper-parameter optimisation draws from.
   *
   * @param least smallest value drawn
   * @param most largest value drawn
   * @param logarithmic whether the logarithm is drawn uniformly, instead of the value
   */
  public record SearchRange(double least, double most, boolean logarithmic) {}

  /** A whole number that stays as given. */
  public static SettingDescription whole(
      String name, long defaultValue, long least, long most, String meaning) {
    return new SettingDescription(
        name, defaultValue, defaultValue, least, most, true, Optional.empty(), meaning);
  }

  /** A number that stays as given. */
  public static SettingDescription number(
      String name, double defaultValue, double least, double most, String meaning) {
    return new SettingDescription(
        name, defaultValue, defaultValue, least, most, false, Optional.empty(), meaning);
  }

  /** This setting, which has another value in the predictor's publication than by default. */
  public SettingDescription published(double value) {
    return new SettingDescription(name, defaultValue, value, least, most, integer, search, meaning);
  }

  /** This setting, also drawn uniformly by hyper-parameter optimisation, from a range. */
  public SettingDescription searched(double from, double to) {
    return searched(new SearchRange(from, to, false));
  }

  /** This setting, also drawn uniformly in the logarithm, from a range above 0. */
  public SettingDescription searchedLogarithmically(double from, double to) {
    return searched(new SearchRange(from, to, true));
  }

  private SettingDescription searched(SearchRange range) {
    return new SettingDescription(
        name, defaultValue, published, least, most, integer, Optional.of(range), meaning);
  }
}
