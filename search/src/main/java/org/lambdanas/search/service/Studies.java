package org.lambdanas.search.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.graph.interchange.FolderLock;
import org.lambdanas.predictors.service.TurnQueue;
import org.lambdanas.proto.v1.CreateStudyRequest;
import org.lambdanas.proto.v1.GuidedConfig;
import org.lambdanas.proto.v1.StudyInfo;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;

/**
 * The studies of a server, each in a folder of its name within the server's. Safe for use by
 * several threads.
 */
final class Studies implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger();

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  /** Begins the name of what is being removed; no study's. */
  private static final String REMOVED = ".removed-";

  private static final TurnQueue.Work<Study> SHUT =
      new TurnQueue.Work<>() {
        @Override
        public Optional<Runnable> turn(Study used) {
          used.shut();
          return Optional.of(() -> {});
        }

        @Override
        public void refuse(RuntimeException why) {
          LOG.debug("a study is gone before it leaves");
        }
      };

  private record Kept(Study study, TurnQueue<Study> turns) {}

  private final Path folder;
  private final FolderLock lock;
  private final RunProcess process;
  private final StudyLimits limits;
  private final Executor threads;
  private final Map<String, Kept> studies = new TreeMap<>();

  /** Those in memory, the one that was used longest ago first. */
  private final Set<String> open = new LinkedHashSet<>();

  /**
   * Finds the studies of a folder.
   *
   * @param folder made if it is missing
   * @param threads where studies are worked on
   * @throws ConfigException if another server has the folder
   * @throws DataException if the folder cannot be read
   */
  Studies(Path folder, RunProcess process, StudyLimits limits, Executor threads) {
    this.folder = folder;
    this.process = process;
    this.limits = limits;
    this.threads = threads;
    this.lock = FolderLock.take(folder);
    try {
      for (Path path : folders()) {
        if (path.getFileName().toString().startsWith(REMOVED)) {
          RunFolder.remove(path);
        } else if (RunFolder.kindOf(path).equals(Optional.of(RunKind.GUIDED))) {
          find(path);
        }
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private List<Path> folders() {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new DataException("cannot read the folder " + folder + ": " + e, e);
    }
  }

  private void find(Path path) {
    try {
      put(new Study(RunFolder.open(path, RunKind.GUIDED), limits));
    } catch (ConfigException | DataException e) {
      LOG.error("{} is left out: {}", path, e.getMessage());
    }
  }

  private synchronized void put(Study study) {
    String name = study.name();
    studies.put(
        name,
        new Kept(
            study,
            new TurnQueue<>(
                "study '" + name + "'",
                study,
                limits.calls(),
                threads,
                () -> StudyErrors.unknown(name),
                Study::shut)));
  }

  private synchronized Optional<Kept> kept(String name) {
    return Optional.ofNullable(studies.get(name));
  }

  /**
   * Where a study is used.
   *
   * @throws StatusRuntimeException NOT_FOUND if there is none
   */
  TurnQueue<Study> turns(String name) {
    return kept(name).orElseThrow(() -> StudyErrors.unknown(name)).turns();
  }

  /** How far all are, by name. */
  synchronized List<StudyInfo> all() {
    return studies.values().stream().map(kept -> kept.study().info()).toList();
  }

  /**
   * Begins a study, unless it was begun already. For one thread at a time.
   *
   * @param request with defaults
   */
  StudyInfo create(CreateStudyRequest request) {
    String name = request.getStudy();
    if (!NAME.matcher(name).matches()) {
      throw new ConfigException(
          "CreateStudyRequest.study is '%s': use 1 to 64 letters, digits, '-', '_' and '.', the"
                  .formatted(Excerpt.of(name))
              + " first of them a letter or digit");
    }
    limits.check(request.getConfig());
    GuidedConfig config = StudyConfigs.search(request.getConfig());
    Optional<Kept> there = kept(name);
    if (there.isPresent()) {
      if (!there.get().study().config().equals(config)) {
        throw exists(name, "with other settings");
      }
      return there.get().study().info();
    }
    Path path = folder.resolve(name);
    if (Files.exists(path)) {
      throw exists(name, "but is none that can be used");
    }
    synchronized (this) {
      if (studies.size() >= limits.studies()) {
        throw StudyErrors.of(
            Status.RESOURCE_EXHAUSTED,
            "the server keeps " + studies.size() + " studies already: delete one");
      }
    }
    Study study = Study.create(path, config, process, limits);
    synchronized (this) {
      if (!makeRoom(study)) {
        study.shut();
      }
      put(study);
    }
    return study.info();
  }

  private static StatusRuntimeException exists(String name, String how) {
    return StudyErrors.of(
        Status.ALREADY_EXISTS, "study '%s' is there already, %s".formatted(name, how));
  }

  /**
   * Makes room in memory for a study that is to be used: the one that nobody uses, and nobody used
   * for longest, has to leave.
   *
   * @return false if all places are taken by others that are used just now
   */
  synchronized boolean makeRoom(Study study) {
    boolean there = open.remove(study.name());
    if (!there && open.size() >= limits.open()) {
      Optional<Kept> leaves =
          open.stream()
              .flatMap(name -> kept(name).stream())
              .filter(kept -> kept.turns().isIdle())
              .findFirst();
      if (leaves.isEmpty()) {
        return false;
      }
      leaves.get().turns().use(SHUT);
      open.remove(leaves.get().study().name());
    }
    return open.add(study.name());
  }

  /** Removes a study that has its turn. */
  void delete(Study study) {
    Kept removed;
    Path away = folder.resolve(REMOVED + study.name());
    study.shut();
    synchronized (this) {
      try {
        RunFolder.remove(away);
        Files.move(study.path(), away);
      } catch (IOException | UncheckedIOException e) {
        throw StudyErrors.disk(study.name(), e);
      }
      removed = studies.remove(study.name());
      open.remove(study.name());
    }
    // Nobody else has its turn while this one does.
    if (removed != null) {
      removed.turns().close();
    }
    RunFolder.remove(away);
  }

  @Override
  public void close() {
    List<Kept> all;
    synchronized (this) {
      all = List.copyOf(studies.values());
    }
    all.forEach(kept -> kept.turns().close());
    lock.close();
  }
}
