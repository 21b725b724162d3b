package org.lambdanas.search.cli;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.NoFolder;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.proto.v1.Difference;
import org.lambdanas.proto.v1.FittedPredictor;
import org.lambdanas.proto.v1.Reproduction;
import org.lambdanas.proto.v1.RunProvenance;
import org.lambdanas.search.cli.verb.ExitCode;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.cli.verb.Version;
import org.lambdanas.search.machine.Machine;
import org.lambdanas.search.run.Differences;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Does a run again, by the verb that goes on with runs of its kind. */
@Command(
    name = "reproduce",
    header = "Do a finished run again and say what differs.",
    description = {
      "Does a run of any kind again from the configuration in its folder, or a fit of "
          + "'lnas predictors fit' from what its file says, and compares versions and machine, "
          + "and every value of the result but times.",
      "Ctrl-C keeps what is done; the same command with --run-dir goes on from it."
    },
    footer = {
      "lnas reproduce runs/mine",
      "lnas reproduce runs/mine --run-dir runs/again -- --data-dir FOLDER"
    })
final class Reproduce extends Verb {

  /** Of more only the number is said. */
  private static final int MOST_SHOWN = 20;

  /** Bytes of a file of options. */
  private static final long MOST_OPTIONS = 16 << 20;

  @Parameters(paramLabel = "RUN", description = "Folder of the run, or file of a predictor.")
  private Path original = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "OPTION",
      description =
          "After --, options of the run's verb that change nothing, such as -- --data-dir FOLDER,"
              + " or -- --threads 1.")
  private List<String> options = List.of();

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Folder of the second run (default: a new one, named by the time).")
  private @Nullable Path runDir;

  @Override
  protected Result execute() {
    if (Files.isRegularFile(original)) {
      return fittedAgain();
    }
    RunKind<?, ?> kind =
        RunFolder.kindOf(original)
            .orElseThrow(
                () ->
                    new DataException(
                        "%s holds no run to do again: %s"
                            .formatted(
                                original,
                                NoFolder.why(original, "no run left its configuration there"))));
    return again(RunFolder.open(original, kind));
  }

  private <C extends Message, R extends Message> Result again(RunFolder<C, R> first) {
    first.requireDone();
    Begun<C, R> begun = begun(first);
    RunFolder<C, R> second = begun.folder;
    if (!second.isDone()) {
      progress().println("run folder " + second.path());
      int code = goOn(second);
      if (code != ExitCode.OK.code() || !second.isDone()) {
        if (code != ExitCode.INTERRUPTED.code() && begun.now) {
          Run.takeBack(second, begun.made);
        }
        return reported(ExitCode.of(code));
      }
    }
    Reproduction found = Differences.of(first, second);
    return new Result(lines(found).list(), found, found.getSame() ? ExitCode.OK : ExitCode.FAILURE);
  }

  /**
   * A second run.
   *
   * @param now whether it was begun by this command, and has done nothing yet
   * @param made folders that were made for it
   */
  private record Begun<C extends Message, R extends Message>(
      RunFolder<C, R> folder, boolean now, List<Path> made) {}

  /** A second run that has done nothing yet, or the one that was begun before. */
  private <C extends Message, R extends Message> Begun<C, R> begun(RunFolder<C, R> first) {
    if (runDir != null && Files.exists(runDir.resolve(first.kind().config().file()))) {
      RunFolder<C, R> second = RunFolder.open(runDir, first.kind());
      if (!second.config().equals(first.config())) {
        throw new ConfigException(
            "--run-dir %s holds a run with another configuration than %s"
                .formatted(runDir, first.path()));
      }
      return new Begun<>(second, false, List.of());
    }
    try (Run<C, R> run =
        runDir == null
            ? Run.claimDated("again-" + first.path().toAbsolutePath().getFileName(), first.kind())
            : Run.claim(runDir, first.kind())) {
      RunProvenance then = first.provenance();
      run.begin(
          first.config(),
          then.toBuilder()
              .setVersion(Version.text())
              .clearArguments()
              .addAllArguments(arguments())
              .setStarted(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
              .setMachine(Machine.current().message(then.getMachine().getDevicesList()))
              .build());
      Path options = first.path().resolve(Run.OPTIONS);
      if (Files.isRegularFile(options)) {
        run.write(Run.OPTIONS, BoundedFile.read(options, MOST_OPTIONS));
      }
      return new Begun<>(run.folder(), true, run.made());
    }
  }

  private int goOn(RunFolder<?, ?> run) {
    List<String> command = new ArrayList<>(List.of(run.kind().verb().split(" ")));
    command.addAll(List.of("--resume", run.path().toString()));
    return run(command);
  }

  private int run(List<String> command) {
    List<String> all = new ArrayList<>(command);
    if (isQuiet()) {
      all.add("--quiet");
    }
    all.addAll(options);
    return Main.run(all.toArray(String[]::new), new PrintWriter(Writer.nullWriter()), progress());
  }

  private Result fittedAgain() {
    FittedPredictor first = Messages.read(original, FittedPredictor.getDefaultInstance());
    List<String> command = new FitCommand(first.getProvenance(), original).again();
    Path folder = runDir == null ? temporary() : runDir;
    Path file = folder.resolve(original.getFileName());
    if (Files.exists(file)) {
      throw new ConfigException(
          "--run-dir %s has a file %s already: name another folder"
              .formatted(folder, file.getFileName()));
    }
    try {
      command.addAll(List.of("--output", file.toString()));
      int code = run(command);
      if (code != ExitCode.OK.code()) {
        return reported(ExitCode.of(code));
      }
      FittedPredictor second = Messages.read(file, FittedPredictor.getDefaultInstance());
      Reproduction.Builder found =
          Differences.of(
              original, first, first.getProvenance(), file, second, second.getProvenance())
              .toBuilder();
      if (runDir == null) {
        found.clearRunDir();
      }
      return new Result(
          lines(found.build()).list(),
          found.build(),
          found.getSame() ? ExitCode.OK : ExitCode.FAILURE);
    } finally {
      if (runDir == null) {
        FileUtils.deleteQuietly(folder.toFile());
      }
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("lnas-again");
    } catch (IOException e) {
      throw new DataException("no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  private static Lines lines(Reproduction found) {
    Lines lines = new Lines();
    for (Difference now : found.getCircumstancesList()) {
      lines.add("%s was '%s', is '%s'", now.getField(), now.getBefore(), now.getNow());
    }
    if (found.getSame()) {
      lines.add("The result is the same to the bit: %d values, times left out.", found.getValues());
    } else {
      found.getDifferencesList().stream()
          .limit(MOST_SHOWN)
          .forEach(
              one -> lines.add("%s: %s, now %s", one.getField(), one.getBefore(), one.getNow()));
      lines.add(
          "%d of %d values of the result differ, numbers by up to %.2g of the larger one.",
          found.getDiffering(), found.getValues(), found.getLargestRelative());
    }
    return found.getRunDir().isEmpty() ? lines : lines.add("Folder: %s", found.getRunDir());
  }
}
