package org.lambdanas.search.cli.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.interchange.AtomicFile;
import org.lambdanas.graph.interchange.BoundedFile;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.EnumNames;
import org.lambdanas.graph.interchange.FieldSetting;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.sharing.RankCriterion;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.DataConfig;
import org.lambdanas.proto.v1.RankedArchitecture;
import org.lambdanas.proto.v1.RankingConfig;
import org.lambdanas.proto.v1.RankingResult;
import org.lambdanas.proto.v1.SharedNetwork;
import org.lambdanas.search.cli.option.ArchitectureSelection;
import org.lambdanas.search.cli.option.ConfigOptions;
import org.lambdanas.search.cli.verb.Lines;
import org.lambdanas.search.cli.verb.Result;
import org.lambdanas.search.run.RunFolder;
import org.lambdanas.search.run.RunKind;
import org.lambdanas.search.run.RunProcess;
import org.lambdanas.search.run.RunWork;
import org.lambdanas.search.run.ShellWord;
import org.lambdanas.search.sharing.RankingListener;
import org.lambdanas.search.sharing.RankingRun;
import org.lambdanas.search.sharing.SharingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ranks architectures by shared weights. */
@Command(
    name = "rank",
    header = "Rank architectures by the shared weights of 'lnas share'.",
    description =
        "Judges them on held-out images: forward passes only, those that compute the same "
            + "once. The table can be used like any other. Ctrl-C keeps what is done; --resume "
            + "goes on from it.",
    footer = {
      "lnas rank runs/shared --sample 20",
      "lnas rank runs/shared --all --output ranking.binpb"
    })
public final class RankVerb extends RunVerb<RankingConfig, RankingResult> {

  private static final long MOST_TABLE = 1L << 31;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN",
      description = "Run folder of 'lnas share'.")
  private @Nullable Path sharing;

  @Parameters(
      index = "1..*",
      paramLabel = "ARCHITECTURE",
      description = "Texts of the search space, or .txtpb, .binpb or .json files.")
  private List<String> named = List.of();

  @Mixin private ArchitectureSelection selection = new ArchitectureSelection();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of --sample (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private long seed;

  @Mixin
  private final ConfigOptions options =
      ConfigOptions.of(RankingConfig.getDescriptor())
          .only(
              "--images",
              "--batch-size",
              "--statistics",
              "--calibration-images",
              "--precision",
              "--judge-by",
              "--rank-by",
              ImageOptions.DIRECTORY)
          .build();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Architectures judged at a time (default: one for each processor). Changes no number.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--output",
      paramLabel = "TABLE",
      description =
          "Write the table here, too, beside the run folder's; a further ending .gz packs it.")
  private @Nullable Path output;

  public RankVerb() {
    super(RunKind.RANKING);
  }

  @Override
  protected Result execute() {
    requireAtLeast(1, "--threads", threads);
    return super.execute();
  }

  @Override
  public RankingConfig config() {
    if (sharing == null) {
      throw usage("give the run folder of a training of shared weights ('lnas share')");
    }
    RunFolder.open(sharing, RunKind.SHARING).requireDone();
    Path file = sharing.resolve(SharingRun.NETWORK.file());
    SharedNetwork network = Messages.read(file, SharingRun.NETWORK.form());
    if (isGiven("--seed") && !isGiven("--sample")) {
      throw usage("--seed has no effect without --sample: leave it out");
    }
    SearchSpace space = SearchSpaces.byId(network.getConfig().getSpace());
    List<Architecture> architectures = selection.in(space, named, new Seed(seed));
    RankingConfig.Builder config =
        FieldSetting.withDefaults(RankingConfig.newBuilder())
            .setData(network.getConfig().getData())
            .setNetwork(ConfigOptions.absolute(file))
            .setNetworkSha256(Checksums.sha256(network.toByteString()));
    if (!isGiven("--all")) {
      config.addAllArchitectures(architectures);
    }
    options.merge(config);
    config.setRankBy(
        RankCriterion.of(config.getRankBy(), network.getConfig().getMethod()).message());
    RankingConfig resolved = config.build();
    options.check(resolved);
    return resolved;
  }

  @Override
  public void refuseOthers(String complete) {
    refuseBeside(complete, ArchitectureSelection.names());
    refuseBeside(complete, List.of("--seed"));
    refuseBeside(
        complete,
        options.names().stream().filter(name -> !name.equals(ImageOptions.DIRECTORY)).toList());
    if (sharing != null) {
      throw usage(complete + " brings its own shared weights: leave out '" + sharing + "'");
    }
  }

  @Override
  public String name(RankingConfig config) {
    SharedNetwork network = network(config);
    return EnumNames.of(network.getConfig().getMethod()) + "-" + network.getConfig().getSpace();
  }

  private static SharedNetwork network(RankingConfig config) {
    return Messages.read(Path.of(config.getNetwork()), SharingRun.NETWORK.form());
  }

  @Override
  public RunWork<RankingConfig, RankingResult> work(
      RankingConfig config, RunProcess process, Optional<Path> resumed) {
    resumed.ifPresent(folder -> progress().println("resuming " + folder));
    SharedNetwork network = network(config);
    DataConfig.Builder moved = config.getData().toBuilder();
    new ImageOptions(options).moveTo(moved);
    return new RankingRun(config, network, moved.build(), threads, new Progress());
  }

  @Override
  public String again() {
    return new ImageOptions(options).argument();
  }

  @Override
  public Result result(Path folder, RankingResult result) {
    Path table = folder.resolve(RankingRun.TABLE);
    if (output != null) {
      Path target = output;
      byte[] content = BoundedFile.read(table, MOST_TABLE);
      AtomicFile.writePacked(target, out -> out.write(content));
      table = target;
    }
    SearchSpace space = SearchSpaces.of(result.getBest(0).getArchitecture());
    Lines lines =
        new Lines()
            .add(
                "%d architectures, %d of which compute something of their own, on %d images each:"
                    + " %.1f s",
                result.getRows(), result.getClasses(), result.getImages(), result.getSeconds())
            .add("best by %s with shared weights:", EnumNames.of(result.getConfig().getRankBy()));
    for (RankedArchitecture ranked : result.getBestList()) {
      lines.add(
          "loss %.4f  %6.2f %%  %s",
          ranked.getLoss(), ranked.getAccuracy(), space.format(ranked.getArchitecture()));
    }
    return Result.ok(
        lines
            .add("Table: %s. Run folder: %s", table, folder)
            .next("lnas train", ShellWord.of(space.format(result.getBest(0).getArchitecture()))),
        result.toBuilder().setTable(table.toString()).setRunDir(folder.toString()).build());
  }

  /** A line now and then, with rate and forecast. */
  private final class Progress implements RankingListener {

    private static final long LINE_EVERY_NANOS = 2_000_000_000L;

    private long started;
    private long lastLine;
    private int before;

    @Override
    public void begins(int done, int of, int images) {
      progress()
          .println("%d architectures to judge on %d images each".formatted(of - done, images));
      before = done;
      started = System.nanoTime();
      lastLine = started;
    }

    @Override
    public void done(int done, int of) {
      long now = System.nanoTime();
      if (now - lastLine < LINE_EVERY_NANOS) {
        return;
      }
      lastLine = now;
      double rate = (done - before) * 1e9 / (now - started);
      progress()
          .println(
              String.format(
                  Locale.ROOT,
                  "%d/%d  %.1f a second, about %.0f s to go",
                  done,
                  of,
                  rate,
                  (of - done) / rate));
    }
  }
}
