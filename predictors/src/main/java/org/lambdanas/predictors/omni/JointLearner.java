package org.lambdanas.predictors.omni;

import java.util.ArrayList;
import java.util.List;
import org.lambdanas.predictors.ensemble.Ensemble;
import org.lambdanas.predictors.ensemble.Stack;
import org.lambdanas.predictors.ensemble.Stack.Member;
import org.lambdanas.predictors.predictor.Learner;
import org.lambdanas.predictors.predictor.PredictorDescription;
import org.lambdanas.predictors.predictor.StandardisedLearner;

/**
 * Learners of vectors that end with signals, such that joining loses little against the best of
 * what is joined: the signals alone, the model without them, and the model of what they leave
 * unsaid are weighed by cross-validation.
 */
final class JointLearner {

  private JointLearner() {}

  /**
   * A learner.
   *
   * @param model of vectors
   * @param description of the whole
   * @param parts that the vectors hold, a signal among them
   */
  static Learner of(Learner model, PredictorDescription description, Parts parts) {
    int signals = parts.signals();
    if (model == NoModel.LEARNER) {
      return prior(model, description, parts);
    }
    List<Member> models =
        model.equals(Ensemble.LEARNER)
            ? Ensemble.MEMBERS
            : List.of(new Member(model.description().id(), model, 1, 1));
    List<Member> members = new ArrayList<>();
    Learner line = prior(NoModel.LEARNER, NoModel.LEARNER.description(), parts);
    boolean read = !parts.curves().isEmpty();
    members.add(new Member("signals", line, read ? 6 : 1, read ? 2 : 1));
    if (parts.encoded()) {
      members.add(
          new Member("encoding", new EncodingLearner(models.get(0).learner(), signals), 0.1, 1));
    }
    for (Member member : models) {
      Learner learner = member.learner();
      if (learner instanceof StandardisedLearner standardised) {
        learner = new StandardisedLearner(standardised.learner(), signals);
      }
      Learner rest = prior(learner, learner.description(), parts);
      if (member.equals(models.get(0))) {
        members.add(new Member(member.name(), rest, member.few(), member.many()));
      } else {
        // Where labels are many, trees find what no line holds in the signals themselves.
        double half = member.many() / 2;
        members.add(new Member(member.name(), rest, member.few(), half));
        members.add(new Member(member.name() + "_alone", learner, member.few(), half));
      }
    }
    // What curves say is little doubted: few labels must not talk a model into the rest.
    return new Stack(description, members, read ? 2 * Stack.BELIEF : Stack.BELIEF);
  }

  private static Learner prior(Learner model, PredictorDescription description, Parts parts) {
    return new PriorLearner(model, description, parts.scores().size(), parts.curves().size());
  }
}
