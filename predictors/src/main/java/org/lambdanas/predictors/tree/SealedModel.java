package org.lambdanas.predictors.tree;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.lambdanas.graph.error.DataException;
import org.lambdanas.graph.interchange.Checksums;
import org.lambdanas.graph.interchange.TensorMessages;
import org.lambdanas.predictors.stored.StoredModel;

/**
 * The native form of a library's model under a checksum. The readers of such libraries trust what
 * they read, and damaged bytes can end the process; so no byte reaches them that the same predictor
 * did not write.
 */
record SealedModel(int features, ByteString model) {

  private static final String CHECKSUM = "sha256";

  /** 32 bytes as 64-bit integers. */
  private static final int CHECKSUM_LENGTH = 4;

  /**
   * Stores the model with its checksum.
   *
   * @param predictor id of the predictor whose model it is
   */
  StoredModel store(String predictor) {
    return new StoredModel(
        new StoredModel.Writer()
            .whole(TreeEncodings.FEATURES, features)
            .wholes(CHECKSUM, checksum(predictor))
            .tensors(),
        model);
  }

  /**
   * Reads a model back.
   *
   * @param predictor id of the predictor whose model it must be
   * @param stored what {@link #store} made
   * @throws DataException if anything about it has changed
   */
  static SealedModel of(String predictor, StoredModel stored) {
    SealedModel sealed = new SealedModel(TreeEncodings.features(stored), stored.nativeModel());
    long[] expected = TensorMessages.longs(stored.tensor(CHECKSUM), CHECKSUM_LENGTH);
    if (!Arrays.equals(expected, sealed.checksum(predictor))) {
      throw new DataException(
          "the fitted predictor "
              + predictor
              + " is damaged: its native model of "
              + sealed.model.size()
              + " bytes does not match its checksum; fit it anew");
    }
    return sealed;
  }

  /** The error for a native model that reads another number of features than was stored with it. */
  DataException otherFeatures(long read) {
    return new DataException(
        "the fitted predictor reads " + features + " features, and its native model " + read);
  }

  private long[] checksum(String predictor) {
    MessageDigest digest = Checksums.sha256();
    digest.update(predictor.getBytes(StandardCharsets.UTF_8));
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(features).flip());
    model.asReadOnlyByteBufferList().forEach(digest::update);
    long[] checksum = new long[CHECKSUM_LENGTH];
    ByteBuffer.wrap(digest.digest()).asLongBuffer().get(checksum);
    return checksum;
  }
}
