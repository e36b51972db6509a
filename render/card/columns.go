package card

import "math"

// columns lays the stages out like a newspaper: in order, down a column and on in the next one. No
// stage is parted. A lifecycle that goes on in the next column has its heading there again.
type columns struct {
	style
	n      int
	width  float64 // of a column, in points
	stages []placed
	ends   []int // after which stage each column ends
}

// placed is a stage with the headings it may need.
type placed struct {
	block
	first           bool     // of its lifecycle or pipeline
	opening, resume [][]word // its heading where it starts, and where it goes on
}

// between is the free space between columns, in points.
const between = 11.0

// lay measures all stages for a number of columns.
func (b *builder) lay(n int, st style) *columns {
	c := &columns{style: st, n: n, width: (b.width - between*float64(n-1)) / float64(n)}
	w := c.width / st.size
	for _, t := range b.tracks {
		opening := b.ruler.wrap(t.title, w-nameX-padR)
		resume := b.ruler.wrap(t.more, w-nameX-padR)
		for i, s := range t.stages {
			c.stages = append(c.stages, placed{b.ruler.block(s, w, st), i == 0, opening, resume})
		}
	}
	return c
}

// head is the height of the heading above a stage, with the space before it, in parts of the
// font size; top says whether the stage is the first of a column.
func (c *columns) head(i int, top bool) float64 {
	switch p := c.stages[i]; {
	case p.first && top:
		return bandHeight(p.opening, c.style)
	case p.first:
		return bandHeight(p.opening, c.style) + trackGap
	case top:
		return bandHeight(p.resume, c.style)
	}
	return 0
}

// trackGap is the free space above a heading, in parts of the font size.
const trackGap = 0.7

// part chooses where columns end so that each is at most height points tall, columns are even, and
// lifecycles are whole where they can be. It tells whether there is a way.
func (c *columns) part(height float64) bool {
	total := len(c.stages)
	if total == 0 || c.n > total {
		return false
	}
	h := height / c.size
	// best[k][j] is the least cost of j stages in k columns
	best, from := make([][]float64, c.n+1), make([][]int, c.n+1)
	for k := range best {
		best[k], from[k] = make([]float64, total+1), make([]int, total+1)
		for j := range best[k] {
			best[k][j] = math.Inf(1)
		}
	}
	best[0][0] = 0
	for i := range total {
		used := 0.0
		for j := i; j < total; j++ {
			used += c.head(j, j == i) + c.stages[j].height + c.gap
			if used-c.gap > h+1e-9 {
				break
			}
			cost := c.cost(i, j, (h-used+c.gap)/h)
			for k := 1; k <= c.n; k++ {
				if x := best[k-1][i] + cost; x < best[k][j+1] {
					best[k][j+1], from[k][j+1] = x, i
				}
			}
		}
	}
	if math.IsInf(best[c.n][total], 1) {
		return false
	}
	c.ends = make([]int, c.n)
	for k, j := c.n, total; k > 0; k-- {
		c.ends[k-1] = j
		j = from[k][j]
	}
	return true
}

// cost is what is bad about a column from one stage to another that leaves a share of its height free.
func (c *columns) cost(from, to int, free float64) float64 {
	x := free * free
	opens := func(i int) bool { return i == len(c.stages) || c.stages[i].first }
	if !opens(to + 1) {
		x += 0.05 // parts a lifecycle
		if opens(to) {
			x += 0.02 // and leaves its first stage behind
		}
	}
	if !opens(from) && opens(from+1) {
		x += 0.02 // a last stage stands alone
	}
	return x
}

// over is about how much taller the page would have to be, as a share of height.
func (c *columns) over(height float64) float64 {
	h := height / c.size
	total, tallest := 0.0, 0.0
	for i, p := range c.stages {
		total += c.head(i, i == 0) + p.height + c.gap
		tallest = max(tallest, c.head(i, true)+p.height)
	}
	return max(total/(h*float64(c.n)), tallest/h) - 1
}

// stretch is the most that a stage grows to fill its column, in parts of the font size.
const stretch = 2.2

// free is what the stages from first to end leave of a column, in parts of the font size.
func (c *columns) free(first, end int, height float64) float64 {
	x := height/c.size + c.gap
	for i := first; i < end; i++ {
		x -= c.head(i, i == first) + c.stages[i].height + c.gap
	}
	return x
}

// blank is the share of the paper that stays blank although stages grow.
func (c *columns) blank(height float64) float64 {
	x, first := 0.0, 0
	for _, end := range c.ends {
		x += max(0, c.free(first, end, height)-stretch*float64(end-first))
		first = end
	}
	return x * c.size / height / float64(c.n)
}

// below is the share of stages whose owner stands below the name.
func (c *columns) below() float64 {
	n := 0.0
	for _, p := range c.stages {
		if p.below {
			n++
		}
	}
	return n / float64(len(c.stages))
}

// draw puts the columns into the body of the page.
func (c *columns) draw(cv *canvas, x, y, height float64) {
	first := 0
	for k, end := range c.ends {
		more := min(c.free(first, end, height)/float64(end-first), stretch)
		at, left := y, x+float64(k)*(c.width+between)
		for i := first; i < end; i++ {
			p := c.stages[i]
			lines := p.resume
			if p.first {
				lines = p.opening
			}
			if head := c.head(i, i == first); head > 0 {
				at += head * c.size
				cv.band(lines, p.domain, left, at-bandHeight(lines, c.style)*c.size, c.width, c.style)
			}
			cv.block(p.block, left, at, c.width, (p.height+more)*c.size, c.style)
			at += (p.height + more + c.gap) * c.size
		}
		first = end
	}
}
