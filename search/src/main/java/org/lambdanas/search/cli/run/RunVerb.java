package org.lambdanas.search.cli.run;

import com.google.protobuf.Message;
import java.util.List;
import org.lambdanas.search.run.RunKind;

/**
 * A verb whose work is a run of one kind.
 *
 * @param <C> type of the run's configuration
 * @param <R> type of its result
 */
public abstract class RunVerb<C extends Message, R extends Message> extends JobVerb
    implements RunJob<C, R> {

  private final RunKind<C, R> kind;

  public RunVerb(RunKind<C, R> kind) {
    this.kind = kind;
  }

  @Override
  public final RunKind<C, R> kind() {
    return kind;
  }

  @Override
  protected final List<RunJob<?, ?>> jobs() {
    return List.of(this);
  }

  @Override
  protected final RunJob<?, ?> asked() {
    return this;
  }
}
