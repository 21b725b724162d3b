package org.lambdanas.search.cli.option;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.proto.v1.Architecture;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which architectures of a space: named ones, those of a file, a sample, or all. A mixin of
 * commands, whose arguments are the named ones.
 */
public final class ArchitectureSelection {

  @Mixin private GivenArchitectures given = new GivenArchitectures();

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "N different architectures, drawn by the seed.")
  private @Nullable Integer sample;

  @Option(names = "--all", description = "All architectures of the space.")
  private boolean all;

  /** The names of the options. */
  public static List<String> names() {
    return List.of(GivenArchitectures.FROM, "--sample", "--all");
  }

  /**
   * The selected architectures, each once, in the order in which they are named.
   *
   * @param named texts or files, as arguments have them
   * @param seed of a sample
   * @return architectures of the space, at least one
   * @throws ConfigException if it is not said which, said twice, or the space has not so many
   * @throws org.lambdanas.graph.error.DataException if something cannot be read or is not of the
   *     space
   */
  public List<Architecture> in(SearchSpace space, List<String> named, Seed seed) {
    long said =
        Stream.of(!named.isEmpty() || !given.files().isEmpty(), sample != null, all)
            .filter(is -> is)
            .count();
    if (said != 1) {
      throw new ConfigException(
          "which architectures? Give some, or --from FILE, or else --sample N, or else --all");
    }
    Set<Architecture> selected = new LinkedHashSet<>(given.read(named, Optional.of(space)));
    if (sample != null) {
      draw(space, sample, seed, selected);
    }
    if (all) {
      selected.addAll(space.members());
    }
    selected.forEach(space::validate);
    if (selected.isEmpty()) {
      throw new ConfigException("--from: there are no architectures in " + given.files());
    }
    return List.copyOf(selected);
  }

  private static void draw(SearchSpace space, int count, Seed seed, Set<Architecture> selected) {
    long most = space.enumeration().map(SearchSpace.Enumeration::size).orElse(Long.MAX_VALUE);
    if (count < 1 || count > most) {
      throw new ConfigException(
          "--sample is %d: must be at least 1%s"
              .formatted(
                  count,
                  most == Long.MAX_VALUE ? "" : " and at most " + most + ", all of " + space.id()));
    }
    for (long draw = 0; selected.size() < count; draw++) {
      selected.add(space.sample(seed.child("sample").child(draw).random()));
    }
  }
}
