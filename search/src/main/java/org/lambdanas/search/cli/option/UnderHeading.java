package org.lambdanas.search.cli.option;

import java.util.Optional;

/** What knows where long help shows an option. */
public interface UnderHeading {

  /** What it stands under, such as {@code "Images"}; empty if it is one of the common ones. */
  Optional<String> heading();
}
