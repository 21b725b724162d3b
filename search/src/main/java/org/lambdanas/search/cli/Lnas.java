package org.lambdanas.search.cli;

import org.lambdanas.search.cli.architecture.Convert;
import org.lambdanas.search.cli.architecture.Describe;
import org.lambdanas.search.cli.machine.Bench;
import org.lambdanas.search.cli.machine.Doctor;
import org.lambdanas.search.cli.machine.Measure;
import org.lambdanas.search.cli.machine.Parity;
import org.lambdanas.search.cli.model.EvaluateVerb;
import org.lambdanas.search.cli.model.ExportVerb;
import org.lambdanas.search.cli.model.InspectVerb;
import org.lambdanas.search.cli.model.PredictVerb;
import org.lambdanas.search.cli.predictors.PredictorsCommand;
import org.lambdanas.search.cli.predictors.RecommendVerb;
import org.lambdanas.search.cli.predictors.StudyVerb;
import org.lambdanas.search.cli.run.CompareVerb;
import org.lambdanas.search.cli.run.FitPicturesVerb;
import org.lambdanas.search.cli.run.RankVerb;
import org.lambdanas.search.cli.run.ReportVerb;
import org.lambdanas.search.cli.run.RunsVerb;
import org.lambdanas.search.cli.run.ScoreVerb;
import org.lambdanas.search.cli.run.SearchVerb;
import org.lambdanas.search.cli.run.ShareVerb;
import org.lambdanas.search.cli.run.TrainVerb;
import org.lambdanas.search.cli.run.WorkerVerb;
import org.lambdanas.search.cli.table.TableCommand;
import org.lambdanas.search.cli.verb.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command: every verb is listed here, and only here. */
@Command(
    name = "lnas",
    header = "Neural architecture search for the JVM on TensorFlow.",
    footer = {"lnas search", "lnas fit --data-dir pictures --output model", "lnas runs"},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    usageHelpAutoWidth = true,
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs (lnas VERB --help shows their options):%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failure",
      "2:the command line or a setting cannot be used",
      "3:a file or other data cannot be used",
      "4:training diverged",
      "5:stopped on request; what was done is kept"
    },
    subcommands = {
      SearchVerb.class,
      FitPicturesVerb.class,
      CompareVerb.class,
      TrainVerb.class,
      ShareVerb.class,
      RankVerb.class,
      ScoreVerb.class,
      ReportVerb.class,
      Reproduce.class,
      RunsVerb.class,
      ExportVerb.class,
      InspectVerb.class,
      PredictVerb.class,
      EvaluateVerb.class,
      Describe.class,
      TableCommand.class,
      PredictorsCommand.class,
      StudyVerb.class,
      RecommendVerb.class,
      Convert.class,
      Parity.class,
      Bench.class,
      Measure.class,
      Doctor.class,
      WorkerVerb.class
    })
final class Lnas implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no verb given");
  }

  static CommandLine commandLine() {
    return HelpPage.on(new CommandLine(new Lnas()));
  }
}
