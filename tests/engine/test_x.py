from tests.engine.builders import *

FIRST = clause(do("lead.contacted"), when("lead.assigned"), within(4, "business hours"))

def test_a():
    assert row(case(FIRST, ev("lead.assigned", "03-02 09:00"), ev("lead.contacted", "03-02 13:00"))) == ("03-02 09:00", "03-02 13:00", "met", "03-02 13:00")
