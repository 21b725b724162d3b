package org.lambdanas.graph.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.lambdanas.graph.random.Seed;
import org.lambdanas.graph.space.CellType;
import org.lambdanas.graph.space.SearchSpaces;

class PathDropoutTest {

  private final CellType type = SearchSpaces.cellSpaceById("darts").cellTypes().get(0);

  private List<double[]> draws(double rate, long seed) {
    PathDropout dropout = new PathDropout(rate, new Seed(seed));
    return LongStream.range(0, 400).mapToObj(step -> dropout.kept(type, step)).toList();
  }

  @Test
  void eachOperationIsLeftOutAtTheRate() {
    List<double[]> draws = draws(.3, 1);
    for (int i = 0; i < type.edges() * type.operations(); i++) {
      int at = i;
      // Five standard deviations of a mean over 400 draws.
      assertThat(draws.stream().mapToDouble(kept -> kept[at]).average().orElseThrow())
          .isCloseTo(.7, within(5 * Math.sqrt(.3 * .7 / 400)));
    }
    assertThat(draws).allSatisfy(kept -> assertThat(kept).containsOnly(0, 1));
  }

  @Test
  void stepsDifferAndRepeatWithTheSeed() {
    Set<List<Double>> different = new HashSet<>();
    draws(.5, 2).forEach(kept -> different.add(Arrays.stream(kept).boxed().toList()));
    assertThat(different).hasSize(400);
    assertThat(draws(.5, 2).get(7))
        .isEqualTo(draws(.5, 2).get(7))
        .isNotEqualTo(draws(.5, 3).get(7));
    assertThat(draws(0, 2)).allSatisfy(kept -> assertThat(kept).containsOnly(1));
  }
}
