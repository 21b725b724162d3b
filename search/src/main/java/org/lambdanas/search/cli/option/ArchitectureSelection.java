package org.lambdanas.search.cli.option;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
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

  /** After so many draws that are all known, what is left is counted off. */
  private static final int MOST_REPEATED_DRAWS = 10_000;

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
    return in(space, named, seed, architecture -> architecture);
  }

  /**
   * The same, of those with the same form the first only.
   *
   * @param form of an architecture, such as {@link SearchSpace#canonical}
   */
  public List<Architecture> in(
      SearchSpace space, List<String> named, Seed seed, UnaryOperator<Architecture> form) {
    long said =
        Stream.of(!named.isEmpty() || !given.files().isEmpty(), sample != null, all)
            .filter(is -> is)
            .count();
    if (said != 1) {
      throw new ConfigException(
          "which architectures? Give some, or --from FILE, or else --sample N, or else --all");
    }
    if (sample != null) {
      return drawn(space, sample, seed, form);
    }
    List<Architecture> found = all ? space.members() : given.read(named, Optional.of(space));
    if (found.isEmpty()) {
      throw new ConfigException("--from: there are no architectures in " + given.files());
    }
    found.forEach(space::validate);
    Set<Architecture> forms = new HashSet<>();
    return found.stream().filter(one -> forms.add(form.apply(one))).toList();
  }

  private static List<Architecture> drawn(
      SearchSpace space, int count, Seed seed, UnaryOperator<Architecture> form) {
    long most = space.enumeration().map(SearchSpace.Enumeration::size).orElse(Long.MAX_VALUE);
    if (count < 1 || count > most) {
      throw new ConfigException(
          "--sample is %d: must be at least 1%s"
              .formatted(
                  count,
                  most == Long.MAX_VALUE ? "" : " and at most " + most + ", all of " + space.id()));
    }
    List<Architecture> selected = new ArrayList<>();
    Set<Architecture> forms = new HashSet<>();
    Seed draws = seed.child("sample");
    int repeated = 0;
    for (long draw = 0; selected.size() < count && repeated < MOST_REPEATED_DRAWS; draw++) {
      Architecture next = space.sample(draws.child(draw).random());
      if (forms.add(form.apply(next))) {
        selected.add(next);
        repeated = 0;
      } else {
        repeated++;
      }
    }
    if (selected.size() < count && space.enumeration().isPresent()) {
      space.members().stream()
          .filter(one -> selected.size() < count && forms.add(form.apply(one)))
          .forEach(selected::add);
    }
    if (selected.size() < count) {
      throw new ConfigException(
          "--sample is %d, but %s has no more than %d architectures that differ"
              .formatted(count, space.id(), selected.size()));
    }
    return List.copyOf(selected);
  }
}
