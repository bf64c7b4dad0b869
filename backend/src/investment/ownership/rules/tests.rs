mod facts;
mod solver;
