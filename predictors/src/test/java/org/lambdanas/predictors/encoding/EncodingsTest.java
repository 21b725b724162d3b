package org.lambdanas.predictors.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lambdanas.graph.error.ConfigException;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Messages;
import org.lambdanas.graph.interchange.Validation;
import org.lambdanas.graph.space.SearchSpace;
import org.lambdanas.graph.space.SearchSpaces;
import org.lambdanas.predictors.features.FeatureShape;
import org.lambdanas.proto.v1.Architecture;
import org.lambdanas.proto.v1.Encoding;

class EncodingsTest {

  @TempDir private Path folder;

  /** All encoders, and some combinations. */
  static Stream<Encoder> encoders() {
    return Stream.concat(
        Encodings.all().stream(),
        Stream.of(
            Encodings.of("nasbench101", "path+adjacency_one_hot"),
            Encodings.of("nasbench201", "adjacency_one_hot+path"),
            Encodings.of("nasbench201", "path_compat+adjacency_one_hot+path"),
            Encodings.of("darts", "adjacency_one_hot+path")));
  }

  @Test
  void everySpaceHasEncodings() {
    for (SearchSpace space : SearchSpaces.all()) {
      List<String> ids = Encodings.of(space.id()).stream().map(Encoder::id).toList();
      assertThat(ids)
          .doesNotHaveDuplicates()
          .contains("adjacency_one_hot", "gcn", "bonas", "sequence");
      for (String id : ids) {
        assertThat(Encodings.all()).contains(Encodings.of(space.id(), id));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nasbench101, adjacency_one_hot, vector of 36 features",
    "nasbench101, path, vector of 364 features",
    "nasbench101, gcn, graph of 7 nodes with 5 features each",
    "nasbench101, bonas, graph of 8 nodes with 6 features each",
    "nasbench101, sequence, sequence of 27 tokens out of 7",
    "nasbench101, adjacency_one_hot+path, vector of 400 features",
    "nasbench_nlp, adjacency_one_hot, vector of 910 features",
    "nasbench_nlp, gcn, graph of 26 nodes with 8 features each",
    "nasbench_nlp, bonas, graph of 27 nodes with 9 features each",
    "nasbench_nlp, sequence, sequence of 350 tokens out of 12",
    "nasbench_nlp, sequence_compat, sequence of 324 tokens out of 12",
    "nasbench201, adjacency_one_hot, vector of 30 features",
    "nasbench201, path, vector of 155 features",
    "nasbench201, path_compat, vector of 155 features",
    "nasbench201, gcn, graph of 8 nodes with 7 features each",
    "nasbench201, bonas, graph of 9 nodes with 8 features each",
    "nasbench201, sequence, sequence of 35 tokens out of 9",
    "nasbench201, adjacency_one_hot+path, vector of 185 features",
    "darts, adjacency_one_hot, vector of 210 features",
    "darts, adjacency_compat, vector of 114 features",
    "darts, path, vector of 11204 features",
    "darts, gcn, graph of 22 nodes with 10 features each",
    "darts, bonas, graph of 25 nodes with 11 features each",
    "darts, sequence, sequence of 32 tokens out of 14",
    "darts, adjacency_one_hot+path, vector of 11414 features",
  })
  void sizesAreThoseOfTheMethods(String space, String id, String shape) {
    assertThat(Encodings.of(space, id).shape().text()).isEqualTo(shape);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void messagesAreValidAndOfTheirShape(Encoder encoder) {
    for (Architecture architecture : Forms.members(encoder.space(), 50)) {
      Encoding encoding = encoder.encode(architecture);
      Validation.check(encoding);
      assertThat(encoding.getSpace()).isEqualTo(encoder.space());
      assertThat(encoding.getEncoding()).isEqualTo(encoder.id());
      assertThat(shape(encoding)).isEqualTo(encoder.shape());
    }
  }

  private static FeatureShape shape(Encoding encoding) {
    return switch (encoding.getFormCase()) {
      case VECTOR -> FeatureShape.vector(encoding.getVector().getLength());
      case GRAPH ->
          FeatureShape.graph(encoding.getGraph().getNodes(), encoding.getGraph().getFeatures());
      case SEQUENCE ->
          FeatureShape.sequence(
              encoding.getSequence().getTokensCount(), encoding.getSequence().getVocabulary());
      case FORM_NOT_SET -> throw new AssertionError("no form");
    };
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void whatCanBeReadBackIs(Encoder encoder) {
    SearchSpace space = SearchSpaces.byId(encoder.space());
    boolean single = Encodings.of(encoder.space()).contains(encoder);
    boolean subspace = encoder.space().matches("s[1-4]");
    int members = encoder.isInvertible() && single && !subspace ? 1000 : 50;
    for (Architecture architecture : Forms.members(encoder.space(), members)) {
      Encoding encoding = encoder.encode(architecture);
      assertThat(encoder.decode(encoding).isPresent()).isEqualTo(encoder.isInvertible());
      encoder
          .decode(encoding)
          .ifPresent(
              decoded -> {
                if (!decoded.equals(architecture)) {
                  assertThat(decoded).isEqualTo(space.canonical(architecture));
                }
                assertThat(encoder.encode(decoded)).isEqualTo(encoding);
              });
    }
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void encodingsComeBackFromFiles(Encoder encoder) {
    Encoding encoding = encoder.encode(Forms.members(encoder.space(), 1).get(0));
    for (String ending : List.of(".txtpb", ".binpb", ".json")) {
      Path file = folder.resolve("encoding" + ending);
      Messages.write(file, encoding);
      assertThat(Messages.read(file, Encoding.getDefaultInstance())).isEqualTo(encoding);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nasbench101", "nasbench201", "darts"})
  void joinedVectorsFollowOneAnother(String space) {
    Encoder one = Encodings.of(space, "path");
    Encoder other = Encodings.of(space, "adjacency_one_hot");
    int start = one.shape().size();
    Encoder joined = Encodings.of(space, "path+adjacency_one_hot");
    for (Architecture architecture : Forms.members(space, 10)) {
      SortedSet<Integer> ones = new TreeSet<>(Forms.ones(one.encode(architecture)));
      Forms.ones(other.encode(architecture)).forEach(i -> ones.add(start + i));
      assertThat(Forms.ones(joined.encode(architecture))).isEqualTo(ones);
    }
  }

  @Test
  void aJoinedVectorMustAgreeWithItself() {
    Encoder encoder = Encodings.of("nasbench201", "adjacency_one_hot+path");
    Encoding.Builder encoding = encoder.encode(Forms.members("nasbench201", 1).get(0)).toBuilder();
    float flipped = 1 - encoding.getVector().getValues(100);
    encoding.getVectorBuilder().setValues(100, flipped);
    assertThatThrownBy(() -> encoder.decode(encoding.build()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("contradict");
  }

  @Test
  void distinctGenotypesHaveDistinctPathsMostly() {
    Set<ByteString> seen = new HashSet<>();
    Encoder encoder = Encodings.of("darts", "path");
    Forms.members("darts", 1000).forEach(a -> seen.add(encoder.encode(a).toByteString()));
    assertThat(seen).hasSizeGreaterThan(990);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nasbench_nlp | path | space nasbench_nlp has no encoding 'path': it has",
        "nasbench201 | nothing | space nasbench201 has no encoding 'nothing': it has",
        "nasbench201 | path+nothing | space nasbench201 has no encoding 'nothing': it has",
        "nasbench201 | path+ | space nasbench201 has no encoding '': it has",
        "nasbench201 | path+gcn | encoding 'gcn' cannot be joined to others: only vectors can",
        "nasbench201 | path+path | an encoding is joined to itself",
        "nothing | path | unknown search space with encodings 'nothing': known are",
      })
  void unknownNamesAreRefused(String space, String id, String message) {
    assertThatThrownBy(() -> Encodings.of(space, id))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(message);
  }
}
