"""The pages in a real browser; skipped where there is no Chromium."""

import numpy as np
import pytest

from reports.__main__ import main
from tests.browser import chromium, errors, loaded
from tests.finished import full_params, recording, ring_spikes, write_finished, write_sweep
from tests.synthetic import poisson
from tests.tiny import SHEET

FIND = """
const find = view =>
  view.model.type == "Figure" ? view : view.child_views?.map(find).find(view => view);
const plot = find([...Bokeh.index.roots][0]);
"""
X_RANGES = """
return [...Bokeh.documents[0]._all_models.values()]
  .filter(model => model.type == "Figure").map(figure => [figure.x_range.start, figure.x_range.end])
"""
A_SPIKE = (
    FIND
    + """
plot.el.scrollIntoView();
const source = plot.model.renderers[0].data_source;
const gid = source.get("gid")[100], time = source.get("time")[100];
const {left, top} = plot.el.getBoundingClientRect();
return {
  gid, time,
  x: plot.frame.x_scale.compute(time) + left, y: plot.frame.y_scale.compute(gid) + top,
};
"""
)
SHOWN_BY_HOVER = (
    FIND
    + """
const texts = [];
const walk = root => root.querySelectorAll("*").forEach(element => {
  if (element.shadowRoot) walk(element.shadowRoot);
  if (element.matches(".bk-Tooltip")) texts.push(element.shadowRoot.textContent);
});
walk(document);
return texts.join(" ");
"""
)


@pytest.fixture(scope="module")
def browser():
    with chromium() as driver:
        yield driver


@pytest.fixture(scope="module")
def data_root(tmp_path_factory):
    """A finished ring that has recorded the voltage of two cells, with its page."""
    root = tmp_path_factory.mktemp("data")
    params = full_params(root, g_h_bar=0.001, **recording(stell_v=[3, 5]))
    voltage = np.linspace(-70, -60, 2001, dtype=np.float32)
    write_finished(params, ring_spikes(params) | {"stell_v": ([3, 5], np.stack([voltage] * 2))})
    sweep = {
        str(k): full_params(root, sim_id="sweep", sim_num=k, g_h_bar=g)
        for k, g in enumerate((0, 0.0005, 0.001))
    }
    write_sweep(sweep, {k: ring_spikes(p, 3 + int(k)) for k, p in sweep.items() if k != "1"})
    assert main(["sweep_2", f"--data_root={root}"]) == 0
    assert main(["sweep", f"--data_root={root}"]) == 0
    assert main(["done", f"--data_root={root}", "--index"]) == 0
    return root


def opened(browser, path):
    """Open a page and wait until Bokeh has drawn it."""
    from selenium.webdriver.support.ui import WebDriverWait

    browser.get(path.as_uri())
    idle = "return typeof Bokeh == 'undefined' || Bokeh.documents[0]?.is_idle"
    WebDriverWait(browser, 60).until(lambda driver: driver.execute_script(idle))


def turn_wheel(browser, x, y, times=3):
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.actions.wheel_input import ScrollOrigin

    origin = ScrollOrigin.from_viewport(x, y)
    for _ in range(times):
        ActionChains(browser).scroll_from_origin(origin, 0, -200).perform()


def test_zooming_one_plot_zooms_all(browser, data_root):
    opened(browser, data_root / "done" / "done.html")
    before = browser.execute_script(X_RANGES)
    assert before == [[0, 2000]] * 3  # raster, voltage, phase
    spike = browser.execute_script(A_SPIKE)
    turn_wheel(browser, int(spike["x"]), int(spike["y"]))
    after = browser.execute_script(X_RANGES)
    assert after[0] == after[1] == after[2]
    assert 0 < after[0][1] - after[0][0] < 1500
    assert errors(browser) == []
    assert loaded(browser) == []


def test_the_mouse_on_a_spike_shows_gid_and_time(browser, data_root):
    from selenium.webdriver.common.actions.action_builder import ActionBuilder
    from selenium.webdriver.support.ui import WebDriverWait

    opened(browser, data_root / "done" / "done.html")
    spike = browser.execute_script(A_SPIKE)
    actions = ActionBuilder(browser)
    actions.pointer_action.move_to_location(round(spike["x"]), round(spike["y"]))
    actions.perform()
    WebDriverWait(browser, 10).until(lambda driver: driver.execute_script(SHOWN_BY_HOVER))
    said = browser.execute_script(SHOWN_BY_HOVER)
    assert f"gid: {spike['gid']:.0f}" in said
    assert f"time: {spike['time']:.2f} ms" in said


def test_a_click_in_the_index_opens_the_page(browser, data_root):
    from selenium.webdriver.common.by import By

    opened(browser, data_root / "index.html")
    assert errors(browser) == []
    browser.find_element(By.CSS_SELECTOR, "tr.run a[href='done/done.html'] img").click()
    assert browser.title == "done"


def test_the_filter_of_the_index_hides_other_lines(browser, data_root):
    from selenium.webdriver.common.by import By

    opened(browser, data_root / "index.html")
    box, line = (
        browser.find_element(By.ID, "filter"),
        browser.find_element(By.XPATH, "//tr[contains(., 'done')]"),
    )
    box.send_keys("g_h_bar 0.001")
    assert line.is_displayed()
    box.send_keys(" noise")
    assert not line.is_displayed()


DOT_OF_SIMULATION_2 = """
const find = view =>
  view.model.type == "Figure" ? view : view.child_views?.map(find).find(view => view);
const plot = find([...Bokeh.index.roots][0]);
plot.el.scrollIntoView();
const source = plot.model.renderers[0].data_source;
const {left, top} = plot.el.getBoundingClientRect();
return [plot.frame.x_scale.compute(source.get("x")[2]) + left,
        plot.frame.y_scale.compute(source.get("y")[2]) + top];
"""
MODELS = "const models = [...Bokeh.documents[0]._all_models.values()];"
FILTERED = (
    MODELS
    + """
models.find(model => model.type == "TextInput").value = arguments[0];
const filter = models.find(model => model.type == "IndexFilter"), done = arguments[1];
setTimeout(() => done(Array.from(filter.indices)), 300);
"""
)


def test_a_click_on_a_dot_shows_the_raster_and_links_the_page(browser, data_root):
    from selenium.webdriver.common.actions.action_builder import ActionBuilder
    from selenium.webdriver.support.ui import WebDriverWait

    opened(browser, data_root / "sweep" / "sweep.html")
    x, y = browser.execute_script(DOT_OF_SIMULATION_2)
    actions = ActionBuilder(browser)
    actions.pointer_action.move_to_location(round(x), round(y)).click()
    actions.perform()
    shown = MODELS + "return models.find(model => model.name == 'raster').text"
    WebDriverWait(browser, 10).until(lambda driver: driver.execute_script(shown))
    text = browser.execute_script(shown)
    assert '<a href="sweep_2.html">sweep_2</a>' in text
    assert "data:image/png" in text
    assert errors(browser) == []
    assert loaded(browser) == []


def test_the_filter_of_the_sweep_takes_a_condition(browser, data_root):
    opened(browser, data_root / "sweep" / "sweep.html")
    assert browser.execute_async_script(FILTERED, "g_h_bar > 0") == [1, 2]
    assert browser.execute_async_script(FILTERED, "g_h_bar > 0 and status == 'finished'") == [2]
    assert browser.execute_async_script(FILTERED, "g_h_bar >") == [2]  # not a condition: as it was
    assert browser.execute_async_script(FILTERED, "") == [0, 1, 2]
    assert errors(browser) == []


ALL_ELEMENTS = """
const all = root => [...root.querySelectorAll("*")].flatMap(
  element => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
const elements = all(document);
"""
CLICK_ON_HEADER = (
    ALL_ELEMENTS
    + """
const headers = elements.filter(element => element.matches(".slick-header-column"));
headers.find(element => element.textContent.trim() == arguments[0]).click();
"""
)
FIRST_COLUMN = (
    ALL_ELEMENTS
    + """
return elements.filter(element => element.matches(".slick-row"))
  .sort((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
  .map(line => line.children[0].textContent.trim());
"""
)


def test_a_click_on_a_header_sorts_the_simulations(browser, data_root):
    opened(browser, data_root / "sweep" / "sweep.html")
    assert browser.execute_script(FIRST_COLUMN) == ["0", "1", "2"]
    browser.execute_script(CLICK_ON_HEADER, "bump_speed")
    assert browser.execute_script(FIRST_COLUMN) == ["0", "2", "1"]  # the failed one has none
    browser.execute_script(CLICK_ON_HEADER, "bump_speed")
    assert browser.execute_script(FIRST_COLUMN) == ["1", "2", "0"]
    assert errors(browser) == []


LABELS = MODELS + (
    "return models.filter(model => model.type == 'Figure').map(figure => figure.left[0].axis_label)"
)
N_SPIKES = MODELS + (
    "return models.find(model => model.type == 'Figure').renderers"
    ".map(layer => [layer.name, layer.data_source.get('time').length])"
)


def page_of(browser, root, params, data):
    """The opened page of a finished run; the spikes of each layer that its raster draws."""
    write_finished(params, data)
    assert main([params["sim_id"], f"--data_root={root}"]) == 0
    opened(browser, root / params["sim_id"] / f"{params['sim_id']}.html")
    return dict(browser.execute_script(N_SPIKES))


def n_spikes(trains):
    return int(np.isfinite(trains).sum())


def test_the_page_of_a_run_along_a_trajectory(browser, tmp_path):
    params = full_params(tmp_path, vel_type="input", traj_id="fast", simulator="fused")
    data = ring_spikes(params)
    drawn = page_of(browser, tmp_path, params, data)
    assert drawn["Interneurons"] == n_spikes(data["intrnrn_spks"][1]) > 1000
    assert browser.execute_script(LABELS) == ["gid", "position (rad)"]
    assert "Position error, rms (rad)" in browser.page_source
    assert errors(browser) == []
    assert loaded(browser) == []


def test_the_page_of_a_sheet(browser, tmp_path):
    params = full_params(tmp_path, **SHEET)
    rates = np.full((params["N_stell"], int(params["sim_dur"])), 20.0)
    trains = poisson(rates, 0)
    gids = np.arange(params["N_stell"])
    drawn = page_of(browser, tmp_path, params, {"stell_spks": (gids, trains)})
    assert list(drawn) == ["East", "West", "North", "South"]
    assert sum(drawn.values()) == n_spikes(trains) > 1000
    assert browser.execute_script(LABELS) == ["gid"]
    assert errors(browser) == []
    assert loaded(browser) == []
