"""Is guided by a study over gRPC with nothing but the .proto files.

usage: search_client.py STUBS PORT VALUES METHOD QUERIES SEED

STUBS is the folder of the generated modules, VALUES a JSON object with the value of each
architecture: that stands for training it. Prints each proposal with its value, then the best, then
the front. Goes on when the server was away.
"""

import json
import sys
import time

sys.path.insert(0, sys.argv[1])

import grpc  # noqa: E402
from lambdanas.v1 import budget_pb2, outcome_pb2, strategy_pb2  # noqa: E402
from lambdanas.v1 import search_service_pb2 as service  # noqa: E402
from lambdanas.v1 import search_service_pb2_grpc as service_grpc  # noqa: E402

STUDY = "python"


def untiring(call, request):
    """The answer, and whether it took more than one call."""
    for attempt in range(600):
        try:
            return call(request), attempt > 0
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                raise
            time.sleep(0.1)
    raise AssertionError("the server is gone")


def ask(stub):
    answer, repeated = untiring(stub.Ask, service.AskRequest(study=STUDY, count=1))
    if repeated:
        # The first answer may have been lost: what it held is out, before this one.
        answer, _ = untiring(stub.Ask, service.AskRequest(study=STUDY, count=1000, again=True))
    return answer


def main():
    port, values, method, queries, seed = sys.argv[2:7]
    with open(values, encoding="utf-8") as file:
        values = json.load(file)
    config = service.StudyConfig(
        space="nasbench201",
        strategy=strategy_pb2.StrategyConfig(method=strategy_pb2.StrategyKind.Value(method)),
        objective=outcome_pb2.ExternalObjective(name="accuracy"),
        budget=budget_pb2.BudgetConfig(minimise=["params"]),
        queries=int(queries),
        seed=int(seed),
    )
    with grpc.insecure_channel("127.0.0.1:" + port) as channel:
        stub = service_grpc.SearchServiceStub(channel)
        untiring(stub.CreateStudy, service.CreateStudyRequest(study=STUDY, config=config))
        told = 0
        while told < int(queries):
            for proposal in ask(stub).proposals:
                value = values[proposal.architecture_text]
                untiring(
                    stub.Tell,
                    service.TellRequest(
                        study=STUDY,
                        number=proposal.number,
                        measurement=outcome_pb2.Measurement(value=value),
                    ),
                )
                told += 1
                print(proposal.architecture_text, repr(value), flush=True)
        best, _ = untiring(stub.Best, service.BestRequest(study=STUDY))
        print("best", best.proposal.architecture_text, repr(best.measurement.value))
        front, _ = untiring(stub.Front, service.FrontRequest(study=STUDY))
        for point in front.front.points:
            print("front", point.architecture_text, repr(point.values[1]))
        try:
            stub.Ask(service.AskRequest(study="none", count=1))
            raise AssertionError("a study that there is not answers")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.NOT_FOUND, error


main()
