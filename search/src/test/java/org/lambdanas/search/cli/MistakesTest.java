package org.lambdanas.search.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mistakes that people make at the command line: one line says what was typed and what to do,
 * before anything is done. {@code @} stands for a folder with a bit of everything.
 */
class MistakesTest {

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir private static Path folder;

  @BeforeAll
  static void aBitOfEverything() throws IOException {
    BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", folder.resolve("p.png").toFile());
    for (String name : List.of("cat", "dog")) {
      Path pictures = Files.createDirectories(folder.resolve("pics").resolve(name));
      Files.copy(folder.resolve("p.png"), pictures.resolve("1.png"));
    }
    Files.createDirectory(folder.resolve("empty"));
    text("note.txt", "hello");
    text("torch/pytorch_model.bin", "PK");
    text("unfinished/config.txtpb", "architecture {\n}\n");
    text("scores/scoring.txtpb", "");
    text("fit/fit.txtpb", "");
    text("saved/saved_model.pb", "");
    text(
        "obs.csv",
        "architecture,accuracy\n\"|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
            + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|\",91\n");
  }

  private static void text(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          # Verbs.
          serch --data digits; 2; Unknown verb: 'serch', perhaps search
          trian; 2; Unknown verb: 'trian', perhaps train
          lookup x; 2; Unknown verb: 'lookup', perhaps 'lnas table lookup'
          frobnicate; 2; Unknown verb: 'frobnicate' (see
          table inport x.csv; 2; Unknown action: 'inport', perhaps import
          predictors lst; 2; Unknown action: 'lst', perhaps list
          table; 2; no action given: use info
          # Options.
          search --epoch 3; 2; Unknown option: '--epoch', perhaps --epochs
          search --chanels=8; 2; Unknown option: '--chanels', perhaps --channels
          search --no-flp; 2; '--no-flp', perhaps --no-flip
          search --time 30m; 2; '--time' is one of 'lnas fit', not of 'lnas search'
          fit --epochs 5; 2; '--epochs' is one of 'lnas search',
          predict m p.png --model m; 2; '--model' is one of 'lnas measure'
          search --method random --measures nwot; 2; '--measures' is one of 'lnas score'
          search --epochs; 2; Missing required parameter for option '--epochs'
          fit --time 30 m; 2; 'm' after --time 30: quote a value with a blank, --time '30 m'
          fit pics; 2; 'pics': 'lnas fit' takes options alone
          describe a; 2; 'a': 'lnas describe' takes options alone
          evaluate m; 2; Missing required option: '--data=NAME'
          predict; 2; 'MODEL'
          table compare nasbench201; 2; 'OTHER'
          # Numbers and their units.
          search --epochs ten; 2; '--epochs': 'ten' is no whole number (see
          search --epochs 3.5; 2; '3.5' is no whole number (see
          search --epochs -3; 2; --epochs is -3: must be at least 1
          search --seed 1e3; 2; '1e3' is no whole number: write 1000
          search --train-images 10k; 2; '10k' is no whole number: write 10000
          search --train-images 10,000; 2; '10,000' is no whole number: write 10000
          search --epochs 99999999999; 2; '99999999999' is no whole number (see
          search --learning-rate 0,05; 2; '0,05' is no number: write 0.05
          search --held-out 20%; 2; '20%' is no number: write 0.2
          search --held-out 20; 2; --held-out is 20: must be at least 0 and below 1
          fit --image-size 32x32; 2; '32x32' is no whole number
          fit --output @/out --time 30; 2; --time '30' is no length of time: write 90s
          fit --output @/out --time -5m; 2; --time '-5m' is no length of time
          fit --output @/out --time 1s; 2; --time '1s' is 1: must be at least 30 seconds
          fit --output @/out --data digits --limit params=200kk; 2; 'kk': write a number
          fit --output @/out --data digits --limit param=200k; 2; 'param', perhaps params
          fit --output @/out --data digits --limit params=-5; 2; params=-5
          fit --output @/out --data digits --limit params; 2; params
          predict @/saved @/p.png --top 0; 2; --top is 0
          # Names.
          search --method lamda-darts; 2; --method is 'lamda-darts', perhaps lambda-darts
          fit --output @/out --data digits --methods lambdadarts; 2; perhaps lambda-darts
          search --data CIFAR10; 2; unknown data set 'CIFAR10', perhaps cifar10
          search --data cifar-10; 2; unknown data set 'cifar-10', perhaps cifar10
          search --space nasbench-201; 2; 'nasbench-201', perhaps nasbench201
          search --preset labtop; 2; unknown preset 'labtop', perhaps laptop
          search --method random --acquisition eii; 2; --acquisition is 'eii', perhaps ei
          search --backend worker --method random; 2; 'worker', perhaps workers
          search --device GPU9; 2; unknown device 'GPU9': use cpu
          search --method random --objective proxy; 2; --objective is 'proxy': use table:
          table info --table nasbench-201; 3; 'nasbench-201', perhaps nasbench201
          predictors encode --space nasbench201 --encoding adjacancy @/obs.csv; 2; 'adjacancy'
          predictors evaluate --predictors xgbb; 2; unknown predictor 'xgbb', perhaps xgb
          predictors fit --predictor xgbb --table @/obs.csv --output @/q.binpb; 2; 'xgbb', perhaps xgb
          study --test-set unifrom --dry-run; 2; 'unifrom', perhaps uniform
          recommend @/obs.csv --metric acuracy; 2; 'acuracy', perhaps accuracy
          score --measures nwott --sample 1; 2; 'nwott', perhaps nwot
          convert |nor_conv_3x3~0|+|skip_conect~0|none~1|+|none~0|none~1|none~2| --space nasbench201; 3; 'skip_conect', perhaps skip_connect
          # Files and folders.
          search --data @/pics; 2; pics' is a folder: pictures of your own are --data folder
          evaluate @/saved --data @/p.png; 3; saved_model.pb is no SavedModel
          search --data @/p.png; 2; p.png' is a file: pictures of your own are --data folder
          search --data folder --data-dir @/p.png; 2; p.png is not there or is not a folder
          search --data folder --data-dir @/empty; 3; it holds 0
          fit --output @/out; 2; (--data-dir)
          predict @/p.png @/pics; 3; holds no SavedModel: it is a file, not a folder
          predict @/none @/p.png; 3; none holds no SavedModel: there is no such folder
          predict @/torch @/p.png; 3; its pytorch_model.bin is a model of another program
          predict @/saved/saved_model.pb @/p.png; 3; it is a file of one: name its folder
          predict @/unfinished @/p.png; 3; is no SavedModel: lnas export makes one of it
          predict @/fit @/p.png; 3; holds a fit, no SavedModel: name the folder of its --output
          evaluate @/scores --data digits; 3; holds a scoring, no SavedModel
          export @/scores --output @/out; 3; trained network: it holds a scoring
          export @/none --output @/out; 3; trained network: there is no such folder
          export @/unfinished --output @/out; 3; lnas train --resume
          search --resume=@/scores; 3; holds a scoring, not a search: use 'lnas score'
          search --resume=@/none; 3; none holds no search: there is no such folder
          search --resume=@/p.png; 3; it is a file, not a folder
          report @/pics; 3; pics holds no run: no run left its configuration there
          report @/p.png; 3; it is a file, not a folder
          reproduce @/empty; 3; empty holds no run to do again: no run left
          reproduce @/none; 3; none holds no run to do again: there is no such folder
          search --config @/note.txt; 2; note.txt by its ending: use .txtpb
          search --config @/none.txtpb; 3; no such file:
          table import @/none.csv --space nasbench201 --architecture-column a --metric a=b --output @/t.binpb; 3; none.csv
          table import @/obs.csv --space nasbench201 --architecture-column architectur --metric a=accuracy --output @/t.binpb; 2; 'architectur', perhaps architecture
          recommend @/p.png; 3; p.png
          recommend @/none.csv; 3; no such file:
          predictors query @/none.binpb --cells @/obs.csv; 2; '--cells'
          study --join @/scores; 3; holds a scoring, not a study
          """)
  void areOneLineThatHelps(String typed, int code, String part) {
    List<String> args = new ArrayList<>();
    Matcher words = WORD.matcher(typed.replace("@", folder.toString()));
    while (words.find()) {
      args.add(words.group(1) == null ? words.group(2) : words.group(1));
    }
    Invocation ended = Invocation.of(args.toArray(String[]::new));
    assertThat(ended.errors()).singleElement().asString().startsWith("lnas: ").contains(part);
    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.out()).isEmpty();
  }
}
