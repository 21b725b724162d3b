package org.lambdanas.search.run;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.lambdanas.graph.error.DataException;

/**
 * A run that is part of another, in a folder within that one's. It is begun, or gone on with, when
 * the other comes to it.
 *
 * @param folder where it is kept
 * @param config what it is to do
 * @param <C> type of the configuration
 * @param <R> type of the result
 */
public record RunPart<C extends Message, R extends Message>(RunFolder<C, R> folder, C config) {

  /**
   * What it came to, if it is done.
   *
   * @throws DataException if the folder's run has other settings
   */
  public Optional<R> done() {
    if (!folder.isDone()) {
      return Optional.empty();
    }
    requireSame();
    return Optional.of(folder.result());
  }

  /**
   * Begins it, or goes on with it.
   *
   * @param process that all parts are in
   * @param input what it goes by
   * @throws DataException if the folder's run has other settings, or went by other data
   */
  public Run<C, R> open(RunProcess process, RunProcess.Input input) {
    RunKind<C, R> kind = folder.kind();
    if (RunFolder.kindOf(folder.path()).isEmpty()) {
      return Run.create(folder.path(), kind, config, process.provenance(kind, input));
    }
    Run<C, R> run = Run.resume(folder.path(), kind);
    try {
      requireSame();
      process.requireSameAs(run);
      run.requireSameData(process.provenance(kind, input));
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private void requireSame() {
    UnaryOperator<C> identity = folder.kind().identity();
    if (!identity.apply(folder.config()).equals(identity.apply(config))) {
      throw new DataException(
          "%s holds %s with other settings than those of the run around it"
              .formatted(folder.path(), folder.kind().withArticle()));
    }
  }
}
