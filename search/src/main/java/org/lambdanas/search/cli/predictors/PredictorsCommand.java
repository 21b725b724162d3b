package org.lambdanas.search.cli.predictors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with performance predictors. */
@Command(
    name = "predictors",
    header = "Foretell how good architectures are, by performance predictors.",
    description = "Shows, fits, asks, evaluates and serves them.",
    footer = "lnas predictors list",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "ACTION",
    commandListHeading = "%nActions (lnas predictors ACTION --help shows their options):%n",
    subcommands = {
      PredictorsList.class,
      EvaluateVerb.class,
      FitVerb.class,
      ReliabilityVerb.class,
      QueryVerb.class,
      EncodeVerb.class,
      ServeVerb.class
    })
public final class PredictorsCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "no action given: use " + String.join(", ", spec.subcommands().keySet()));
  }
}
