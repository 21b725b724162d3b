package org.lambdanas.search.cli.option;

import java.util.List;
import java.util.Optional;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.proto.v1.BackendConfig;
import org.lambdanas.proto.v1.BackendKind;
import picocli.CommandLine.Mixin;

/**
 * Where a run that is many pieces of work has them done: on threads of this process, which it has
 * an option for, or by a backend. A mixin of commands.
 */
public final class FanOutOptions {

  @Mixin private final ConfigOptions options;

  /**
   * The options.
   *
   * @param pieces what the pieces are, in the plural, and what is done with them: "networks are
   *     scored"
   */
  public FanOutOptions(String pieces) {
    this.options =
        ConfigOptions.of(BackendConfig.getDescriptor())
            .only("--backend", "--workers", "--worker-memory", "--spark-master")
            .help("--backend", "Where " + pieces + ": in-process, workers or spark.")
            .help("--workers", "How many at a time there: workers or Spark tasks (default: 1).")
            .build();
  }

  /**
   * The backend that is asked for.
   *
   * @return empty: threads of this process
   * @throws ConfigException if a setting is out of its range, or the backend looks results up
   */
  public Optional<BackendConfig> backend() {
    BackendConfig where =
        options.merge(FieldSetting.withDefaults(BackendConfig.newBuilder())).build();
    options.check(where);
    if (where.getKind() == BackendKind.BACKEND_KIND_TABLE) {
      throw new ConfigException("--backend is table: choose in-process, workers or spark");
    }
    return Optional.of(where)
        .filter(asked -> asked.getKind() != BackendKind.BACKEND_KIND_IN_PROCESS);
  }

  /**
   * The options that have no effect.
   *
   * @param threads the command's own option for threads of this process
   */
  public List<String> withoutEffect(String threads) {
    return List.of(backend().isPresent() ? threads : "--workers");
  }

  /** What they have no effect with, and what counts instead. */
  public String instead(String threads) {
    return backend().isPresent()
        ? "--backend, where --workers counts"
        : "--backend in-process, where " + threads + " counts";
  }
}
