package org.lambdanas.search.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DoctorTest {

  private static String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    assertThat(code).as(err.toString()).isZero();
    return out.toString();
  }

  @Test
  void findsVersionsTheCpuAndARightProduct() {
    assertThat(run("doctor").lines())
        .anyMatch(line -> line.matches("ok +TensorFlow +2\\.18\\.0, loaded in .*"))
        .anyMatch(line -> line.matches("ok +device +.*CPU:0.*"))
        .anyMatch(line -> line.matches("ok +product +right, .* GFLOP/s.*"))
        .allMatch(line -> line.matches("(ok|missing) .*"));
  }

  @Test
  void tellsProgramsTheSame() {
    JsonObject json = JsonParser.parseString(run("doctor", "--json")).getAsJsonObject();
    assertThat(json.get("ok").getAsBoolean()).isTrue();
    assertThat(json.get("tensorflow").getAsString()).isEqualTo("2.18.0");
    assertThat(json.getAsJsonObject("matmul").get("correct").getAsBoolean()).isTrue();
    assertThat(json.getAsJsonArray("devices").get(0).getAsJsonObject().get("type").getAsString())
        .isEqualTo("CPU");
    assertThat(json.getAsJsonArray("findings")).hasSizeGreaterThan(15);
  }
}
