package org.lambdanas.graph.error;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Picks one of several named things, as options do. */
public final class Choice {

  private Choice() {}

  /**
   * The thing of a name.
   *
   * @param what kind of thing, for the message
   * @param name the name asked for
   * @param all the things there are
   * @param nameOf a thing's name
   * @param <T> kind of thing
   * @return the first of that name
   * @throws ConfigException if there is none, saying which there are
   */
  public static <T> T of(
      String what, String name, Collection<T> all, Function<? super T, String> nameOf) {
    for (T thing : all) {
      if (nameOf.apply(thing).equals(name)) {
        return thing;
      }
    }
    List<String> names = all.stream().map(thing -> nameOf.apply(thing)).toList();
    throw new ConfigException(
        "unknown %s %s: known are %s"
            .formatted(what, Suggestion.quoted(name, names), String.join(", ", names)));
  }
}
