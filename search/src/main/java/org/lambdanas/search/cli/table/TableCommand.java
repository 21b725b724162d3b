package org.lambdanas.search.cli.table;

import org.lambdanas.search.cli.run.TableTrainVerb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with benchmark tables. */
@Command(
    name = "table",
    header = "Work with benchmark tables: published results of many architectures.",
    description = "Shows, looks up, imports, joins, compares and makes them.",
    footer = "lnas table info",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "ACTION",
    commandListHeading = "%nActions (lnas table ACTION --help shows their options):%n",
    subcommands = {
      TableInfo.class,
      TableLookupVerb.class,
      TableImportVerb.class,
      TableJoinVerb.class,
      TableTrainVerb.class,
      TableCompareVerb.class
    })
public final class TableCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no action given: use info, lookup, import, join, train or compare");
  }
}
