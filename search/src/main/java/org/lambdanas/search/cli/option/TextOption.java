package org.lambdanas.search.cli.option;

import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** One option that takes a text. A mixin of commands. */
public final class TextOption {

  @Mixin private final CommandSpec spec = CommandSpec.create();
  private final OptionSpec option;

  /** An option of that name. */
  public TextOption(String name, String label, String help) {
    option =
        OptionSpec.builder(name).type(String.class).paramLabel(label).description(help).build();
    spec.addOption(option);
  }

  /** Its name. */
  public String name() {
    return option.longestName();
  }

  /** What was given. */
  public Optional<String> given() {
    return Optional.ofNullable(option.getValue());
  }
}
