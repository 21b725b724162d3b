package org.lambdanas.search.api;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.search.run.Run;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;

/** A run that a program asks for: in a folder of its choice, or in one that nobody sees. */
final class LibraryRun {

  private LibraryRun() {}

  static <C extends Message, R extends Message, T> Optional<T> run(
      RunKind<C, R> kind,
      C config,
      Optional<Path> folder,
      Function<RunProcess, RunWork<C, R>> work,
      BooleanSupplier stop,
      BiFunction<Path, R, T> outcome) {
    Validation.check(config);
    if (folder.isPresent()) {
      Path path = folder.get();
      return (RunFolder.kindOf(path).isPresent()
              ? resume(kind, config, path, work, stop)
              : begin(kind, config, path, work, stop))
          .map(result -> outcome.apply(path, result));
    }
    Path hidden = temporary();
    try {
      return begin(kind, config, hidden, work, stop).map(result -> outcome.apply(hidden, result));
    } finally {
      RunFolder.remove(hidden);
    }
  }

  private static <C extends Message, R extends Message> Optional<R> begin(
      RunKind<C, R> kind,
      C config,
      Path path,
      Function<RunProcess, RunWork<C, R>> work,
      BooleanSupplier stop) {
    // Taken before anything is loaded or built, so that of two at once the other ends right away.
    try (Run<C, R> run = Run.claim(path, kind)) {
      RunProcess process = RunProcess.start(version(), List.of(), kind, config);
      try (RunWork<C, R> made = work.apply(process)) {
        made.start();
        run.begin(config, process.provenance(kind, made.input()));
        return made.run(run, stop);
      }
    }
  }

  private static <C extends Message, R extends Message> Optional<R> resume(
      RunKind<C, R> kind,
      C config,
      Path path,
      Function<RunProcess, RunWork<C, R>> work,
      BooleanSupplier stop) {
    try (Run<C, R> run = Run.resume(path, kind)) {
      if (!kind.identity().apply(config).equals(kind.identity().apply(run.folder().config()))) {
        throw new ConfigException(path + " holds a run with other settings: name another folder");
      }
      RunProcess process = RunProcess.resume(version(), List.of(), run);
      try (RunWork<C, R> made = work.apply(process)) {
        run.requireSameData(process.provenance(kind, made.input()));
        return made.run(run, stop);
      }
    }
  }

  private static String version() {
    String version = LibraryRun.class.getPackage().getImplementationVersion();
    return version == null ? "(classes without a jar)" : version;
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("lambda-nas");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
