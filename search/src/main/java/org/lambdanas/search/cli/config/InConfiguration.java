package org.lambdanas.search.cli.config;

import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;

/** What knows an option's value in a configuration that was made of all options. */
public interface InConfiguration {

  /**
   * The values as they would be typed; empty if the option changes nothing in such a configuration.
   */
  Optional<List<String>> typed(Message config);

  /** The values, as they would be typed, without a configuration; none if that depends on more. */
  List<String> byDefault();
}
