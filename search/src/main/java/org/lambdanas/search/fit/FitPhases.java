package org.lambdanas.search.fit;

/** The parts of a fit whose seconds are told. */
final class FitPhases {

  static final String PLANNING = "measuring and planning";
  static final String SEARCHES = "searches";
  static final String TRAININGS = "trainings";
  static final String LONGER = "longer training";
  static final String EXPORT = "export and judgement";

  private FitPhases() {}
}
