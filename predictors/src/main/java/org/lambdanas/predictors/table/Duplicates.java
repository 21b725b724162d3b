package org.lambdanas.predictors.table;

import java.util.Arrays;
import org.lambdanas.graph.error.Choice;

/** What is done with an architecture that an earlier row has already. */
public enum Duplicates {
  /** It is an error; architectures that are only isomorphic are different rows. */
  ERROR("error"),
  /** The first row is kept; architectures that are only isomorphic are different rows. */
  FIRST("first"),
  /** Of architectures with the same canonical form the first row is kept. */
  FIRST_ISOMORPHIC("first-isomorphic");

  private final String id;

  Duplicates(String id) {
    this.id = id;
  }

  /** The name in options, such as {@code "first"}. */
  public String id() {
    return id;
  }

  /** Looks a rule up by name. */
  public static Duplicates byId(String id) {
    return Choice.of("rule for duplicates", id, Arrays.asList(values()), Duplicates::id);
  }
}
