package org.lambdanas.search.machine;

/**
 * One thing that was looked at.
 *
 * @param name what
 * @param state how it stands
 * @param detail its value, or what to do about it
 */
public record Finding(String name, State state, String detail) {

  /** How a thing stands. */
  public enum State {
    /** As it should be. */
    OK,
    /** Not there; only something optional cannot be used. */
    MISSING,
    /** Not as it should be. */
    FAILED
  }

  /**
   * A thing that is as it should be.
   *
   * @param name what
   * @param detail its value
   * @return the finding
   */
  public static Finding ok(String name, String detail) {
    return new Finding(name, State.OK, detail);
  }

  /**
   * A thing that may be either.
   *
   * @param right whether it is as it should be
   * @param name what
   * @param detail its value, or what to do about it
   * @return the finding
   */
  public static Finding check(boolean right, String name, String detail) {
    return new Finding(name, right ? State.OK : State.FAILED, detail);
  }
}
