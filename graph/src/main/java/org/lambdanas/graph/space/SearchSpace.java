package org.lambdanas.graph.space;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.error.Excerpt;
import org.lambdanas.proto.v1.Architecture;

/**
 * A set of architectures: which there are, how to draw, change and write them. Implementations are
 * immutable. Every method that takes an architecture throws {@link
 * org.lambdanas.graph.error.DataException} if it is not a valid member of this space.
 *
 * <p>A space of one's own is a public class that implements this interface (or {@link VertexSpace},
 * to be trained and scored, or {@link CellSpace}, to be searched too; {@link EdgeCellSpace} has
 * most of that ready), with a public constructor without parameters, named in the file {@code
 * META-INF/services/org.lambdanas.graph.space.SearchSpace} of a jar on the class path. Everything
 * that takes a space's name knows it then.
 */
public interface SearchSpace {

  /**
   * The space's name in options, files and messages.
   *
   * @return such as {@code "nasbench201"}
   */
  String id();

  /**
   * Checks that an architecture is a member of this space.
   *
   * @param architecture any message
   * @throws org.lambdanas.graph.error.DataException if it is not, saying what is wrong
   */
  void validate(Architecture architecture);

  /**
   * Draws an architecture uniformly from the space's own sampling distribution.
   *
   * @param random source of randomness
   * @return a valid architecture
   */
  Architecture sample(RandomGenerator random);

  /**
   * Changes one thing about an architecture.
   *
   * @param architecture a member; it is not altered
   * @param random source of randomness
   * @return a valid architecture that differs from the parent
   */
  Architecture mutate(Architecture architecture, RandomGenerator random);

  /**
   * Joins two architectures: in each place the child has what one of the two has there, one as
   * likely as the other.
   *
   * @param first a member
   * @param second a member
   * @param random source of randomness
   * @return a valid architecture; empty where members have no places in common, as free graphs
   */
  default Optional<Architecture> cross(
      Architecture first, Architecture second, RandomGenerator random) {
    return Optional.empty();
  }

  /**
   * Every architecture one change away, each once, in a fixed order.
   *
   * @param architecture a member
   * @return the neighbours, without the architecture itself
   */
  List<Architecture> neighbours(Architecture architecture);

  /**
   * A representative of all architectures with the same live graph: what no input reaches, or what
   * does not reach the output, makes no difference, nor does what the field calls isomorphic in
   * this space. Two architectures are duplicates exactly if their canonical forms are equal.
   *
   * @param architecture a member
   * @return the representative, itself a member
   */
  Architecture canonical(Architecture architecture);

  /**
   * Writes an architecture as the text that the field uses for this space.
   *
   * @param architecture a member
   * @return one line of text that {@link #parse} reads back
   */
  String format(Architecture architecture);

  /**
   * Every text form in use for this space, by the name of where it is used.
   *
   * @param architecture a member
   * @return text by form name
   */
  default SortedMap<String, String> texts(Architecture architecture) {
    return new TreeMap<>(Map.of(id(), format(architecture)));
  }

  /**
   * Reads an architecture from any of the text forms in use for this space.
   *
   * @param text one line
   * @return the architecture
   * @throws org.lambdanas.graph.error.DataException if the text is not of such a form
   */
  Architecture parse(String text);

  /**
   * The numbering of the space's members, where the space is small enough to have one.
   *
   * @return the numbering, or empty
   */
  default Optional<Enumeration> enumeration() {
    return Optional.empty();
  }

  /**
   * All members, in the order of their numbers.
   *
   * @throws ConfigException if they have none
   */
  default List<Architecture> members() {
    Enumeration numbered =
        enumeration()
            .orElseThrow(
                () ->
                    new ConfigException(
                        "--all: the architectures of %s cannot be counted off: use --sample, or"
                                .formatted(id())
                            + " --from with a table"));
    return LongStream.range(0, numbered.size()).mapToObj(numbered::at).toList();
  }

  /**
   * The space's relaxation to mixed operations, where it has one: what a differentiable search
   * needs.
   *
   * @return the relaxation, or empty for spaces without a super-network
   */
  default Optional<CellSpace> relaxation() {
    return Optional.empty();
  }

  /**
   * The space's members as networks of images, where this program can build them.
   *
   * @return how they are built, or empty
   */
  default Optional<NetworkSpace> networks() {
    return Optional.empty();
  }

  /**
   * What predictors are measured with on this space.
   *
   * @return sizes and epochs
   */
  default Benchmark benchmark() {
    return Benchmark.USUAL;
  }

  /**
   * Checks that an architecture names this space and has a form.
   *
   * @param architecture any message
   * @param form the form of this space's architectures
   * @param member what they are called, such as {@code "a NAS-Bench-101 cell"}
   * @throws DataException if it does not
   */
  default void requireForm(Architecture architecture, Architecture.FormCase form, String member) {
    if (!architecture.getSpace().equals(id()) || architecture.getFormCase() != form) {
      throw new DataException(
          "architecture is not %s: space '%s', form %s"
              .formatted(member, Excerpt.of(architecture.getSpace()), architecture.getFormCase()));
    }
  }

  /** A one-to-one numbering of a finite space. */
  interface Enumeration {

    /**
     * Number of architectures.
     *
     * @return at least 1
     */
    long size();

    /**
     * The number of an architecture.
     *
     * @param architecture a member
     * @return 0 to {@code size() - 1}
     */
    long codeOf(Architecture architecture);

    /**
     * The architecture of a number.
     *
     * @param code 0 to {@code size() - 1}
     * @return the architecture
     * @throws org.lambdanas.graph.error.DataException if the number is out of range
     */
    Architecture at(long code);
  }
}
