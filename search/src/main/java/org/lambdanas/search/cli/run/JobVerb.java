package org.lambdanas.search.cli.run;

import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.InterruptedRunException;
import org.lambdanas.graph.interchange.MessageFormat;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.search.cli.config.ConfigNames;
import org.lambdanas.search.cli.verb.Interruption;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.cli.verb.Verb;
import org.lambdanas.search.cli.verb.Version;
import org.lambdanas.search.run.Pace;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import picocli.CommandLine.Option;

/**
 * A verb whose work is a run of one of several kinds: begun in a new folder, or gone on with, and
 * stopped by Ctrl-C.
 */
public abstract class JobVerb extends Verb {

  private static final String NEWEST = "";

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

  /** What the verb can do, the usual first. */
  protected abstract List<RunJob<?, ?>> jobs();

  /** What the command line asks for. */
  protected abstract RunJob<?, ?> asked();

  /**
   * A job with the configuration to begin it with.
   *
   * @param <C> type of the configuration
   * @param <R> type of the result
   */
  protected record Planned<C extends Message, R extends Message>(RunJob<C, R> job, C config) {

    private static <C extends Message, R extends Message> Planned<C, R> of(RunJob<C, R> job) {
      return new Planned<>(job, job.config());
    }

    /** Of the file itself is found out at once whether it is of the job's kind. */
    private static <C extends Message, R extends Message> Supplier<Planned<?, ?>> read(
        RunJob<C, R> job, Path file) {
      C config = Messages.read(file, job.kind().config().form());
      return () -> {
        job.refuseOthers(ConfigNames.CONFIG);
        return new Planned<>(job, job.moved(config));
      };
    }
  }

  @Override
  protected final boolean takesConfiguration() {
    return true;
  }

  /**
   * What is to be begun: as the options say, or as a whole configuration does.
   *
   * @throws ConfigException if an option is wrong, or is given beside a configuration and would be
   *     ignored
   * @throws DataException if the file is no configuration of this verb's
   */
  protected final Planned<?, ?> planned() {
    return configuration().<Planned<?, ?>>map(this::read).orElseGet(() -> Planned.of(asked()));
  }

  /** No file is a configuration of two kinds, as the fields that they require differ. */
  private Planned<?, ?> read(Path file) {
    if (MessageFormat.of(file).isEmpty()) {
      throw new ConfigException(
          "cannot tell the form of %s by its ending: use .txtpb, .binpb or .json for a whole"
                  .formatted(file)
              + " configuration, .yaml for options");
    }
    Optional<DataException> first = Optional.empty();
    for (RunJob<?, ?> job : jobs()) {
      Supplier<Planned<?, ?>> planned;
      try {
        planned = Planned.read(job, file);
      } catch (DataException e) {
        first = Optional.of(first.orElse(e));
        continue;
      }
      return planned.get();
    }
    throw first.orElseThrow();
  }

  @Override
  protected Result execute() {
    if (resume == null) {
      return begin(planned());
    }
    refuseBeside("--resume", List.of(ConfigNames.CONFIG, ConfigNames.WRITTEN, "--dry-run"));
    Path path =
        resume.equals(NEWEST)
            ? runDir == null ? RunFolder.newest(jobs().stream().map(RunJob::kind).toList()) : runDir
            : Path.of(resume);
    RunJob<?, ?> job =
        RunFolder.kindOf(path)
            .flatMap(kind -> jobs().stream().filter(j -> j.kind().equals(kind)).findFirst())
            .orElse(jobs().get(0));
    job.refuseOthers("--resume");
    if (!resume.equals(NEWEST)) {
      requireEffect(List.of("--run-dir"), "--resume " + resume);
    }
    return resume(job, path);
  }

  private <C extends Message, R extends Message> Result begin(Planned<C, R> planned) {
    RunJob<C, R> job = planned.job;
    C config = planned.config;
    BooleanSupplier stop = Interruption.watch();
    try (Run<C, R> run =
        runDir == null
            ? Run.claimDated(job.name(config), job.kind())
            : Run.claim(runDir, job.kind())) {
      RunProcess process = RunProcess.start(Version.text(), arguments(), job.kind(), config);
      try (RunWork<C, R> work = job.work(config, process, Optional.empty())) {
        work.start();
        run.begin(config, process.provenance(job.kind(), work.input()));
        writeOptions(Optional.of(config), Optional.of(run.path()));
        progress().println("run folder " + run.path());
        return finish(job, run, work, stop);
      }
    }
  }

  private <C extends Message, R extends Message> Result resume(RunJob<C, R> job, Path path) {
    BooleanSupplier stop = Interruption.watch();
    try (Run<C, R> run = Run.resume(path, job.kind())) {
      C config = run.folder().config();
      RunProcess process = RunProcess.resume(Version.text(), arguments(), run);
      try (RunWork<C, R> work = job.work(config, process, Optional.of(path))) {
        run.requireSameData(process.provenance(job.kind(), work.input()));
        return finish(job, run, work, stop);
      }
    }
  }

  private static <C extends Message, R extends Message> Result finish(
      RunJob<C, R> job, Run<C, R> run, RunWork<C, R> work, BooleanSupplier stop) {
    R result =
        work.run(run, stop)
            .orElseThrow(
                () ->
                    new InterruptedRunException(
                        "stopped; go on with: " + job.resumption(run.folder())));
    ReportVerb.write(run.folder());
    return job.result(run.path(), result);
  }

  /** Shows epochs; says first of which images, and where a run goes on. */
  protected final <E> EpochProgress<E> epochs(
      Optional<Path> resumed, String data, BiFunction<E, Integer, List<String>> lines) {
    return epochs(resumed, data, lines, pace -> Optional.empty());
  }

  /** The same; says also what would make the run faster. */
  protected final <E> EpochProgress<E> epochs(
      Optional<Path> resumed,
      String data,
      BiFunction<E, Integer, List<String>> lines,
      Function<Pace, Optional<String>> faster) {
    return new EpochProgress<>(
        progress(),
        isQuiet() ? 0 : Integer.getInteger("lnas.terminal", 0),
        resumed,
        data,
        lines,
        faster);
  }
}
