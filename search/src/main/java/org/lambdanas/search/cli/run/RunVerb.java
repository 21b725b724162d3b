package org.lambdanas.search.cli.run;

import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.search.cli.verb.Interruption;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.cli.verb.Version;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Option;

/**
 * A verb whose work is a run: begun in a new folder, or gone on with, and stopped by Ctrl-C.
 *
 * @param <C> type of the run's configuration
 * @param <R> type of its result
 */
public abstract class RunVerb<C extends Message, R extends Message> extends Verb {

  private static final String NEWEST = "";

  private final RunKind<C, R> kind;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "Folder of the run (default: a new one, named by the time).")
  private @Nullable Path runDir;

  @Option(
      names = "--resume",
      arity = "0..1",
      paramLabel = "DIR",
      fallbackValue = NEWEST,
      description =
          "Go on with the run in DIR, or in --run-dir, or else the newest of this verb. Its"
              + " configuration holds.")
  private @Nullable String resume;

  public RunVerb(RunKind<C, R> kind) {
    this.kind = kind;
  }

  /** The configuration that the command line asks for, complete and checked. */
  public abstract C config();

  /** What follows the time in the name of a new folder. */
  public abstract String name(C config);

  /** Refuses what was given beside {@code --resume} and would be ignored. */
  public abstract void refuseBesideResume();

  /**
   * The work of a run.
   *
   * @param config its configuration
   * @param process that it is in
   * @param resumed the folder of a run that goes on
   */
  public abstract RunWork<C, R> work(C config, RunProcess process, Optional<Path> resumed);

  /** What to print of a run that is done. */
  public abstract Result result(Path folder, R result);

  /** What has to be given again to go on with a run, each word after a blank. */
  public String again() {
    return "";
  }

  @Override
  protected Result execute() {
    if (resume == null) {
      return begin();
    }
    refuseBesideResume();
    if (!resume.equals(NEWEST)) {
      requireEffect(List.of("--run-dir"), "--resume " + resume);
    }
    return resume(
        resume.equals(NEWEST) ? runDir == null ? RunFolder.newest(kind) : runDir : Path.of(resume));
  }

  private Result begin() {
    C config = config();
    BooleanSupplier stop = Interruption.watch();
    try (Run<C, R> run =
        runDir == null ? Run.claimDated(name(config), kind) : Run.claim(runDir, kind)) {
      RunProcess process =
          RunProcess.start(Version.text(), arguments(), kind.execution().apply(config));
      try (RunWork<C, R> work = work(config, process, Optional.empty())) {
        work.start();
        run.begin(config, process.provenance(kind, work.input()));
        progress().println("run folder " + run.path());
        return finish(run, work, stop);
      }
    }
  }

  private Result resume(Path path) {
    BooleanSupplier stop = Interruption.watch();
    try (Run<C, R> run = Run.resume(path, kind)) {
      C config = run.folder().config();
      RunProcess process = RunProcess.resume(Version.text(), arguments(), run);
      try (RunWork<C, R> work = work(config, process, Optional.of(path))) {
        run.requireSameData(process.provenance(kind, work.input()));
        return finish(run, work, stop);
      }
    }
  }

  private Result finish(Run<C, R> run, RunWork<C, R> work, BooleanSupplier stop) {
    R result =
        work.run(run, stop)
            .orElseThrow(
                () ->
                    new InterruptedRunException(
                        "stopped; go on with: " + run.folder().resumption() + again()));
    ReportVerb.write(run.folder());
    return result(run.path(), result);
  }

  /** Shows epochs; says first of which images, and where a run goes on. */
  public final <E> EpochProgress<E> epochs(
      Optional<Path> resumed, String data, BiFunction<E, Integer, List<String>> lines) {
    return new EpochProgress<>(
        progress(), isQuiet() ? 0 : Integer.getInteger("lnas.terminal", 0), resumed, data, lines);
  }
}
