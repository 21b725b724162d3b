package org.lambdanas.graph.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.testing.WrongMessages;
import org.lambdanas.proto.v1.PredictorSpec;

class ValidationTest {

  /** Each golden is good; one thing is made wrong: the error has to name that field. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          architecture-edge-cell; space: "nasbench201"; ; Architecture.space
          architecture-edge-cell; operations: "none"; operations: "sep_conv_9x9"; sep_conv_9x9
          architecture-edge-cell; operations: "none"; operations: ""; Architecture.edge_cell.operations[5]
          architecture-edge-cell; operations: "none"; ; 6 operations
          architecture-matrix-cell; operations: "output"; operations: "input"; Architecture.matrix_cell.operations[4]
          architecture-matrix-cell; operations: "maxpool3x3"; operations: "output"; Architecture.matrix_cell.operations[2]
          architecture-matrix-cell; source: 2 target: 3; source: 3 target: 3; Architecture.matrix_cell.arcs[3]
          architecture-matrix-cell; source: 3 target: 4; source: 3 target: 5; Architecture.matrix_cell.arcs[4]
          architecture-matrix-cell; source: 2 target: 3; source: 1 target: 3; Architecture.matrix_cell.arcs[3]
          architecture-matrix-cell; source: 3 target: 4; source: 3 target: 4294967295; arcs[4].target
          architecture-genotype; "skip_connect" input: 2; "skip_connect" input: 3; reduce.choices[3].input
          architecture-genotype; concat: [2, 3, 4, 5]; concat: [2, 3, 4, 6]; normal.concat[3]
          architecture-genotype; concat: [2, 3, 4, 5]; concat: [1, 3]; normal.concat[0]
          architecture-genotype; concat: [2, 3, 4, 5]; concat: [3, 2]; normal.concat[1]
          architecture-genotype; "dil_conv_5x5" input: 2; "" input: 2; normal.choices[2].operation
          architecture-genotype; choices { operation: "sep_conv_5x5" input: 1 }; ; normal.choices
          architecture-recurrent-cell; "i_act" operation; "i" operation; nodes[1].name
          architecture-recurrent-cell; "i_act" operation; "x" operation; nodes[1].name
          architecture-recurrent-cell; inputs: "j_act"; inputs: "later"; nodes[4].inputs[0]
          architecture-recurrent-cell; operation: "blend"; operation: "lstm"; nodes[4].operation
          run-provenance; 2026-11-22T10:15:30Z; yesterday; RunProvenance.started
          run-provenance; \\377"; "; RunProvenance.data_sha256
          named-tensors; shape: [2, 3]; shape: [2, -3]; NamedTensors.tensors[0].shape[1]
          named-tensors; shape: [2, 3]; shape: [4294967296, 4294967296]; NamedTensors.tensors[0].shape
          named-tensors; doubles { values: 0.1 }; ; NamedTensors.tensors[1].values
          """)
  void oneWrongFieldIsNamed(String golden, String from, String to, String where) {
    WrongMessages.oneWrongFieldIsNamed(golden, from, to, where);
  }

  @Test
  void valuesThatAnEnumerationDoesNotHaveAreRefused() {
    PredictorSpec spec =
        PredictorSpec.newBuilder().setPredictor("xgb").setLabelTransformValue(9).build();
    assertThatThrownBy(() -> Validation.check(spec))
        .isInstanceOf(DataException.class)
        .hasMessage("PredictorSpec.label_transform has the unknown value 9");
  }

  @Test
  void architecturesOfSpacesToComeAreCheckedByTheirFormAlone() {
    assertThat(WrongMessages.parse("Architecture", "space: 'new' edge_cell { operations: 'any' }"))
        .isNotNull();
  }
}
