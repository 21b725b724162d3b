package org.lambdanas.search.cli.run;

import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.Optional;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/**
 * What a verb has to say of the runs of a kind: what the command line asks for, and what is printed
 * of it.
 *
 * @param <C> type of the run's configuration
 * @param <R> type of its result
 */
public interface RunJob<C extends Message, R extends Message> {

  /** The kind of its runs. */
  RunKind<C, R> kind();

  /** The configuration that the command line asks for, complete and checked. */
  C config();

  /** A configuration that a file brought, with what the command line says of where things are. */
  default C moved(C config) {
    return config;
  }

  /** What follows the time in the name of a new folder. */
  String name(C config);

  /**
   * Refuses what was given and would be ignored, as the configuration comes from elsewhere.
   *
   * @param complete the option that brings it
   */
  void refuseOthers(String complete);

  /**
   * The work of a run.
   *
   * @param config its configuration
   * @param process that it is in
   * @param resumed the folder of a run that goes on
   */
  RunWork<C, R> work(C config, RunProcess process, Optional<Path> resumed);

  /** What to print of a run that is done. */
  Result result(Path folder, R result);

  /** The command that goes on with a run. */
  default String resumption(RunFolder<C, R> run) {
    return run.resumption() + again();
  }

  /** What has to be given again to go on with a run, each word after a blank. */
  default String again() {
    return "";
  }
}
